package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.changelog.change.Entry.Change;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import liquibase.util.StringUtil;

/** Operations as Liquibase changes: one with exactly the same effect if it exists, SQL otherwise. */
public final class Changes {

    private static final ExactChanges EXACT = new ExactChanges();

    private Changes() {}

    /**
     * The changes for the operations, in their order, without drops that the drop of a table implies.
     *
     * @param inTransaction otherwise indexes are created and dropped concurrently, for which Liquibase has no change
     */
    public static List<Entry> of(List<Operation> operations, boolean inTransaction) {
        List<Entry> entries = new ArrayList<>();
        for (Operation operation : ImpliedDrops.fold(operations)) {
            if (operation instanceof Operation.AuthorNote note) {
                entries.add(new Entry.Comment(note.text()));
                continue;
            }
            List<Change> changes = inTransaction ? operation.accept(EXACT) : List.of();
            if (changes.isEmpty()) {
                List<String> statements = inTransaction ? Ddl.statements(operation) : Ddl.concurrently(operation);
                boolean isProvable = !(operation instanceof Operation.Create create
                        && create.object() instanceof Attached attached
                        && !attached.isOfTableAlone());
                statements.forEach(s -> entries.add(isProvable ? sql(s) : sql(s).unprovable()));
            } else {
                changes.forEach(c -> add(c, entries));
            }
        }
        return entries;
    }

    /** Adds the change. Columns that are added to the same table in succession become one change. */
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

    /** The statement as it is, with {@code splitStatements: false} if Liquibase would split it. */
    private static Change sql(String sql) {
        String statement = LiquibaseParameters.ofSqlChange(sql);
        String[] found = StringUtil.processMultiLineSQL(statement, false, true, null);
        boolean isWhole = found.length == 1 && found[0].equals(statement);
        return Change.of("sql", "splitStatements", isWhole ? null : false, "sql", statement);
    }
}
