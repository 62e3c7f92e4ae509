package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.sql.SqlTokens;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.core.CreateTableChange;
import liquibase.change.core.RenameSequenceChange;
import liquibase.change.core.RenameTableChange;

/** The names that a change gives to tables, sequences, constraints and indexes, as {@code diff} writes changes. */
final class CreatedNames {

    /** The attributes of Liquibase's changes that name what they create. */
    private static final List<String> ATTRIBUTES =
            List.of("constraintName", "indexName", "newConstraintName", "sequenceName");

    private CreatedNames() {}

    /** @param known the names that were given before; what is renamed keeps its origin */
    static Stream<String> of(Change change, Set<String> known) {
        if (change instanceof RenameTableChange rename) {
            return renamed(rename.getOldTableName(), rename.getNewTableName(), known);
        } else if (change instanceof RenameSequenceChange rename) {
            return renamed(rename.getOldSequenceName(), rename.getNewSequenceName(), known);
        }
        if (change instanceof AbstractSQLChange sql) {
            return sql.getSql() == null ? Stream.empty() : of(SqlTokens.of(sql.getSql()));
        }
        if (!change.getSerializedObjectName().matches("(add|create|rename).*")) {
            return Stream.empty(); // what is altered or dropped may be another's
        }
        Stream<String> attributes = change.getSerializableFields().stream()
                .filter(ATTRIBUTES::contains)
                .map(change::getSerializableFieldValue)
                .filter(Objects::nonNull)
                .map(Object::toString);
        return change instanceof CreateTableChange table
                ? Stream.concat(Stream.of(table.getTableName()), attributes)
                : attributes;
    }

    private static Stream<String> renamed(String before, String after, Set<String> known) {
        return known.contains(before.toLowerCase(Locale.ROOT)) ? Stream.of(after) : Stream.empty();
    }

    private static Stream<String> of(SqlTokens sql) {
        return Stream.of(
                        sql.namesAfter("create", "table"),
                        sql.namesAfter("create", "sequence"),
                        sql.namesAfter("constraint"),
                        sql.namesAfter("index"),
                        sql.namesAfter("concurrently"),
                        sql.contain("rename", "constraint") || sql.startWith("alter", "index")
                                ? sql.namesAfter("to")
                                : List.<String>of())
                .flatMap(List::stream)
                .map(name -> name.substring(name.lastIndexOf('.') + 1).replace("\"", ""));
    }
}
