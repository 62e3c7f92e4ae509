package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
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
            List<Change> changes = inTransaction ? exact(operation) : List.of();
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

    private static List<Change> exact(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return create(create.object());
        } else if (operation instanceof Operation.Drop drop) {
            return drop(drop.object());
        } else if (operation instanceof Operation.Alter alter) {
            return alter.constants().isEmpty() ? alter(alter.before(), alter.after()) : List.of();
        } else if (operation instanceof Operation.Rename rename) {
            return rename(rename.before(), rename.after());
        }
        return List.of();
    }

    private static List<Change> create(SchemaObject object) {
        if (object instanceof Table table) {
            return TableChanges.create(table);
        } else if (object instanceof Column column) {
            return TableChanges.create(column);
        } else if (object instanceof Constraint constraint) {
            return KeyChanges.create(constraint);
        } else if (object instanceof Index index) {
            return IndexChanges.create(index);
        } else if (object instanceof Sequence sequence) {
            return SequenceChanges.create(sequence);
        } else if (object instanceof View view) {
            return ViewChanges.create(view);
        }
        return List.of();
    }

    private static List<Change> drop(SchemaObject object) {
        if (object instanceof Table table) {
            return TableChanges.drop(table);
        } else if (object instanceof Column column) {
            return TableChanges.drop(column);
        } else if (object instanceof Constraint constraint) {
            return KeyChanges.drop(constraint);
        } else if (object instanceof Index index) {
            return IndexChanges.drop(index);
        } else if (object instanceof Sequence sequence) {
            return SequenceChanges.drop(sequence);
        } else if (object instanceof View view) {
            return ViewChanges.drop(view);
        }
        return List.of();
    }

    private static List<Change> alter(SchemaObject before, SchemaObject after) {
        if (before instanceof Table from && after instanceof Table to) {
            return TableChanges.alter(from, to);
        } else if (before instanceof Column from && after instanceof Column to) {
            return TableChanges.alter(from, to);
        } else if (before instanceof Sequence from && after instanceof Sequence to) {
            return SequenceChanges.alter(from, to);
        }
        return List.of();
    }

    private static List<Change> rename(SchemaObject before, SchemaObject after) {
        if (before instanceof Table from && after instanceof Table to) {
            return TableChanges.rename(from.name(), to.name(), "Table");
        } else if (before instanceof Sequence from && after instanceof Sequence to) {
            return TableChanges.rename(from.name(), to.name(), "Sequence");
        } else if (before instanceof View from && after instanceof View to) {
            return TableChanges.rename(from.name(), to.name(), "View");
        } else if (before instanceof Column from && after instanceof Column to) {
            return TableChanges.rename(from, to);
        }
        return List.of();
    }

    /** The statement as it is; Liquibase is told not to look for statements in it where it would find several. */
    private static Change sql(String sql) {
        String statement = LiquibaseParameters.ofSqlChange(sql);
        String[] found = StringUtil.processMultiLineSQL(statement, false, true, null);
        boolean whole = found.length == 1 && found[0].equals(statement);
        return Change.of("sql", "splitStatements", whole ? null : false, "sql", statement);
    }
}
