package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.EnumType;
import java.util.List;
import java.util.Optional;

/**
 * What the rows that are there get in a NOT NULL column that a rollback brings back: its values are gone, and without one
 * the rollback would fail.
 */
final class Placeholder {

    private Placeholder() {}

    /**
     * A value of the column's type that means nothing, as PostgreSQL prints it in a default.
     *
     * @param enums the enum types that there are
     * @return empty for a type of which no such value is known
     */
    static Optional<String> of(Column column, List<EnumType> enums) {
        String type = column.type();
        if (type.endsWith("[]")) {
            return Optional.of("'{}'::" + type);
        }
        for (EnumType candidate : enums) {
            if (candidate.name().sql().equals(type)) {
                return candidate.labels().stream().findFirst().map(label -> Ddl.literals(List.of(label)) + "::" + type);
            }
        }
        return Optional.ofNullable(
                switch (TypeChange.base(type)) {
                    case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "0";
                    case "boolean" -> "false";
                    case "character varying", "text" -> "''::" + TypeChange.base(type);
                    case "character" -> "''::bpchar";
                    case "bytea" -> "''::bytea";
                    case "date" -> "'1970-01-01'::date";
                    case "timestamp without time zone", "timestamp with time zone" ->
                        "'1970-01-01 00:00:00+00'::" + TypeChange.base(type);
                    case "time without time zone" -> "'00:00:00'::time without time zone";
                    case "interval" -> "'00:00:00'::interval";
                    case "uuid" -> "'00000000-0000-0000-0000-000000000000'::uuid";
                    case "json", "jsonb" -> "'{}'::" + type;
                    case "inet" -> "'0.0.0.0'::inet";
                    default -> null;
                });
    }
}
