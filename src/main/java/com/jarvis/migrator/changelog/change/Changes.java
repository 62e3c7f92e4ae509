package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.changelog.change.Entry.Change;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import liquibase.util.StringUtil;

/** Operations as Liquibase changes: one that says exactly the same thing where there is one, SQL otherwise. */
public final class Changes {

    private Changes() {}

    /**
     * The changes of the operations, in their order, without drops that are part of a table's drop.
     *
     * @param inTransaction otherwise indexes are made and dropped concurrently, which Liquibase has no change for
     */
    public static List<Entry> of(List<Operation> operations, boolean inTransaction) {
        List<Entry> entries = new ArrayList<>();
        for (Operation operation : ImpliedDrops.fold(operations)) {
            if (operation instanceof Operation.AuthorNote remark) {
                entries.add(new Entry.Comment(remark.text()));
                continue;
            }
            List<Change> changes = inTransaction ? operation.accept(new ExactChanges()) : List.of();
            if (changes.isEmpty()) {
                List<String> statements = inTransaction ? Ddl.statements(operation) : Ddl.concurrently(operation);
                boolean isProvable =
                        !(operation instanceof Operation.Create create && create.object() instanceof Attached);
                statements.forEach(s -> entries.add(isProvable ? sql(s) : sql(s).unprovable()));
            } else {
                changes.forEach(c -> add(c, entries));
            }
        }
        return entries;
    }

    /** Adds the change; columns that are added to the same table one after the other make one change. */
    private static void add(Change change, List<Entry> entries) {
        if (change.name().equals("addColumn")
                && !entries.isEmpty()
                && entries.get(entries.size() - 1) instanceof Change last
                && last.name().equals("addColumn")
                && last.attributes().get("tableName").equals(change.attributes().get("tableName"))
                && Objects.equals(
                        last.attributes().get("schemaName"), change.attributes().get("schemaName"))) {
            List<Object> columns = new ArrayList<>((List<?>) last.attributes().get("columns"));
            columns.addAll((List<?>) change.attributes().get("columns"));
            last.attributes().put("columns", columns);
        } else {
            entries.add(change);
        }
    }

    /** The statement as it is; Liquibase is told not to look for statements in it where it would find several. */
    private static Change sql(String sql) {
        String statement = LiquibaseParameters.ofSqlChange(sql);
        String[] found = StringUtil.processMultiLineSQL(statement, false, true, null);
        boolean whole = found.length == 1 && found[0].equals(statement);
        return Change.of("sql", "splitStatements", whole ? null : false, "sql", statement);
    }
}
