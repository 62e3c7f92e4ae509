package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.onTable;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The Liquibase changes that turn a column into another of the same name. */
final class ColumnChanges {

    private ColumnChanges() {}

    /** The changes; empty where one of the differences is not exactly sayable. */
    static List<Change> alter(Column before, Column after) {
        List<Change> changes = new ArrayList<>();
        boolean said = type(before, after, changes)
                && defaultValue(before, after, changes)
                && nullability(before, after, changes)
                && comment(before, after, changes);
        return said ? changes : List.of();
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
            // Between other types PostgreSQL would print the default with another cast than before.
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
}
