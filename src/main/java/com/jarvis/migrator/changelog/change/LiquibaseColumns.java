package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Sequence;
import java.util.Map;
import java.util.Optional;

/** How a column is said in createTable and addColumn. */
final class LiquibaseColumns {

    private LiquibaseColumns() {}

    /**
     * The column's {@code column} entry.
     *
     * @param key the primary key to declare on it, or null
     * @return empty where Liquibase can't say all of the column
     */
    static Optional<Map<String, Object>> of(Column column, Constraint key) {
        Optional<String> type = LiquibaseTypes.exact(column.type());
        Optional<Map.Entry<String, Object>> value = column.defaultValue() == null
                ? Optional.empty()
                : LiquibaseDefaults.of(column.type(), column.defaultValue());
        boolean defaultSaid = column.defaultValue() == null || value.isPresent();
        if (type.isEmpty()
                || !defaultSaid
                || column.generated() != null
                || column.collation() != null
                || !LiquibaseNames.regular(column.name())
                || !LiquibaseNames.remark(column.comment())
                || !identitySaid(column)) {
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

    /** Whether the identity is one that PostgreSQL makes without options, with the sequence's name that it chooses. */
    private static boolean identitySaid(Column column) {
        if (column.identity() == null) {
            return true;
        }
        Sequence sequence = column.identity().sequence();
        String usual = column.table().local() + "_" + column.name() + "_seq";
        // PostgreSQL shortens a longer name, and numbers it where that is taken: what it is then depends on the others.
        return sequence.name().local().equals(usual)
                && sequence.type().equals(column.type())
                && sequence.comment() == null
                && SequenceChanges.options(sequence).isEmpty();
    }
}
