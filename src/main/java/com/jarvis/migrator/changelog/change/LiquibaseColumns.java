package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Sequence;
import java.util.Map;
import java.util.Optional;

/** Columns as entries of createTable and addColumn. */
final class LiquibaseColumns {

    private LiquibaseColumns() {}

    /**
     * The column's {@code column} entry.
     *
     * @param key the primary key to declare on it, or null
     * @return empty if Liquibase cannot express the column completely
     */
    static Optional<Map<String, Object>> of(Column column, Constraint key) {
        Optional<String> type = LiquibaseTypes.exact(column.type());
        Optional<Map.Entry<String, Object>> value = column.defaultValue() == null
                ? Optional.empty()
                : LiquibaseDefaults.of(column.type(), column.defaultValue());
        boolean isDefaultExpressible = column.defaultValue() == null || value.isPresent();
        if (type.isEmpty()
                || !isDefaultExpressible
                || column.generated() != null
                || column.collation() != null
                || !LiquibaseNames.regular(column.name())
                || !LiquibaseNames.remark(column.comment())
                || !isIdentityExpressible(column)) {
            return Optional.empty();
        }
        Map<String, Object> entry = Entry.attributes("name", column.name(), "type", type.get());
        value.ifPresent(v -> entry.put(v.getKey(), v.getValue()));
        if (column.identity() != null) {
            entry.put("autoIncrement", true);
            if (column.identity().always()) {
                entry.put("generationType", "ALWAYS");
            }
        }
        if (column.comment() != null) {
            entry.put("remarks", column.comment());
        }
        if (column.notNull() || key != null) {
            entry.put(
                    "constraints",
                    Entry.attributes(
                            "nullable",
                            false,
                            "primaryKey",
                            key == null ? null : true,
                            "primaryKeyName",
                            key == null ? null : key.name()));
        }
        return Optional.of(Entry.attributes("column", entry));
    }

    /**
     * Whether there is no identity, or one that PostgreSQL creates without options and with a sequence name of its
     * choice.
     */
    private static boolean isIdentityExpressible(Column column) {
        if (column.identity() == null) {
            return true;
        }
        Sequence sequence = column.identity().sequence();
        String usual = column.table().local() + "_" + column.name() + "_seq";
        // PostgreSQL truncates a long name, and adds a number if it is taken, so that depends on the other names.
        return sequence.name().local().equals(usual)
                && sequence.type().equals(column.type())
                && sequence.comment() == null
                && SequenceChanges.options(sequence).isEmpty();
    }
}
