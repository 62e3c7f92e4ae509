package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The Liquibase changes for tables. None if Liquibase has no change with exactly the same effect. */
final class TableChanges {

    private TableChanges() {}

    static List<Change> create(Table table) {
        Optional<Constraint> key = table.primaryKey();
        if (table.partitionKey() != null
                || table.inheritance() != null
                || table.columns().isEmpty()
                || !named(table.name())
                || !LiquibaseNames.remark(table.comment())
                || key.isPresent() && !KeyChanges.plain(key.get())) {
            return List.of();
        }
        // createTable puts the columns of the key in the order of the table. Another order needs a separate change.
        boolean inOrder = key.isEmpty()
                || key.get()
                        .columns()
                        .equals(table.columns().stream()
                                .map(Column::name)
                                .filter(key.get().columns()::contains)
                                .toList());
        List<Map<String, Object>> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            boolean inKey = key.isPresent() && inOrder && key.get().columns().contains(column.name());
            Optional<Map<String, Object>> entry = LiquibaseColumns.of(column, inKey ? key.get() : null);
            if (entry.isEmpty()) {
                return List.of();
            }
            columns.add(entry.get());
        }
        Change create = Change.of(
                "createTable",
                "schemaName",
                table.name().schema(),
                "tableName",
                table.name().local(),
                "remarks",
                table.comment(),
                "columns",
                columns);
        return inOrder
                ? List.of(create)
                : List.of(create, KeyChanges.create(key.get()).get(0));
    }

    static List<Change> drop(Table table) {
        return named(table.name()) ? List.of(onTable("dropTable", table.name())) : List.of();
    }

    static List<Change> rename(Name before, Name after, String what) {
        return named(before) && named(after) && Objects.equals(before.schema(), after.schema())
                ? List.of(Change.of(
                        "rename" + what,
                        "schemaName",
                        before.schema(),
                        "old" + what + "Name",
                        before.local(),
                        "new" + what + "Name",
                        after.local()))
                : List.of();
    }

    static List<Change> alter(Table before, Table after) {
        Table same = new Table(
                after.name(),
                after.columns(),
                after.constraints(),
                after.indexes(),
                after.partitionKey(),
                before.comment(),
                after.inheritance());
        return same.equals(before)
                        && after.comment() != null
                        && LiquibaseNames.remark(after.comment())
                        && named(after.name())
                ? List.of(onTable("setTableRemarks", after.name(), "remarks", after.comment()))
                : List.of();
    }

    static Change onTable(String change, Name table, Object... attributes) {
        Map<String, Object> all = Entry.attributes("schemaName", table.schema(), "tableName", table.local());
        all.putAll(Entry.attributes(attributes));
        return new Change(change, all, true);
    }

    static boolean named(Name name) {
        return LiquibaseNames.regular(name.local()) && (name.schema() == null || LiquibaseNames.regular(name.schema()));
    }
}
