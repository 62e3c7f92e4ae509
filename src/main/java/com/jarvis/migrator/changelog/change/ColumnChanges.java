package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.onTable;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The Liquibase changes for columns. None if Liquibase has no change with exactly the same effect. */
final class ColumnChanges {

    private ColumnChanges() {}

    static List<Change> create(Column column) {
        return LiquibaseColumns.of(column, null)
                .filter(c -> TableChanges.named(column.table()))
                .map(c -> List.of(onTable("addColumn", column.table(), "columns", List.of(c))))
                .orElse(List.of());
    }

    static List<Change> drop(Column column) {
        return named(column) ? List.of(onTable("dropColumn", column.table(), "columnName", column.name())) : List.of();
    }

    static List<Change> rename(Column before, Column after) {
        return named(before) && named(after) && before.table().equals(after.table())
                ? List.of(onTable(
                        "renameColumn", before.table(), "oldColumnName", before.name(), "newColumnName", after.name()))
                : List.of();
    }

    static List<Change> alter(Column before, Column after) {
        Column same = new Column(
                before.table(),
                before.name(),
                after.type(),
                after.notNull(),
                after.defaultValue(),
                before.identity(),
                before.generated(),
                before.virtual(),
                before.collation(),
                after.comment());
        boolean isRebuilt = before.generated() != null && !before.type().equals(after.type());
        return same.equals(after) && !isRebuilt && named(after) ? changes(before, after) : List.of();
    }

    /** The changes; none if Liquibase cannot express one of the differences exactly. */
    private static List<Change> changes(Column before, Column after) {
        List<Change> changes = new ArrayList<>();
        boolean isExact = type(before, after, changes)
                && defaultValue(before, after, changes)
                && nullability(before, after, changes)
                && comment(before, after, changes);
        return isExact ? changes : List.of();
    }

    private static boolean type(Column before, Column after, List<Change> changes) {
        if (before.type().equals(after.type())) {
            return true;
        }
        Optional<String> type = LiquibaseTypes.exact(after.type());
        if (type.isEmpty() || !LiquibaseTypes.widens(before.type(), after.type()) || before.collation() != null) {
            return false;
        }
        changes.add(onTable("modifyDataType", after.table(), "columnName", after.name(), "newDataType", type.get()));
        return true;
    }

    private static boolean defaultValue(Column before, Column after, List<Change> changes) {
        if (Objects.equals(before.defaultValue(), after.defaultValue())) {
            // For other types, PostgreSQL would print the default with a different cast.
            return before.defaultValue() == null
                    || before.type().equals(after.type())
                    || after.type().startsWith("character varying(");
        }
        if (!before.type().equals(after.type())) {
            return false;
        }
        if (after.defaultValue() == null) {
            changes.add(onTable("dropDefaultValue", after.table(), "columnName", after.name()));
            return true;
        }
        Optional<Map.Entry<String, Object>> value = LiquibaseDefaults.of(after.type(), after.defaultValue());
        value.ifPresent(v -> changes.add(
                onTable("addDefaultValue", after.table(), "columnName", after.name(), v.getKey(), v.getValue())));
        return value.isPresent();
    }

    private static boolean nullability(Column before, Column after, List<Change> changes) {
        if (before.notNull() != after.notNull()) {
            changes.add(onTable(
                    after.notNull() ? "addNotNullConstraint" : "dropNotNullConstraint",
                    after.table(),
                    "columnName",
                    after.name()));
        }
        return true;
    }

    private static boolean comment(Column before, Column after, List<Change> changes) {
        if (Objects.equals(before.comment(), after.comment())) {
            return true;
        }
        if (after.comment() == null || !LiquibaseNames.remark(after.comment())) {
            return false;
        }
        changes.add(onTable("setColumnRemarks", after.table(), "columnName", after.name(), "remarks", after.comment()));
        return true;
    }

    private static boolean named(Column column) {
        return TableChanges.named(column.table()) && LiquibaseNames.regular(column.name());
    }
}
