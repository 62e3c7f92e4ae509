package com.jarvis.migrator.sql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Queries for the existing rows that a new constraint rejects. Tables, columns and conditions are given as SQL writes
 * them; a table may be a subquery in parentheses. Conditions may call the row {@code t}.
 */
public final class ViolationQueries {

    private final String rows;
    private final String groups;

    private ViolationQueries(String rows, String groups) {
        this.rows = rows;
        this.groups = groups;
    }

    /** The rows of a table for which a condition is true. */
    public static ViolationQueries where(String table, String condition) {
        return new ViolationQueries(table + " t where " + condition, null);
    }

    /**
     * Rows that a CHECK rejects. PostgreSQL accepts those for which it is null.
     *
     * @param expression in parentheses
     */
    public static ViolationQueries ofCheck(String table, String expression) {
        return where(table, "not " + expression);
    }

    /** Rows that a foreign key rejects: no column of it is null, and the referenced row does not exist. */
    public static ViolationQueries ofForeignKey(
            String table, List<String> columns, String referenced, List<String> referencedColumns) {
        return where(table, missing(columns, referenced, referencedColumns));
    }

    private static String missing(List<String> columns, String referenced, List<String> referencedColumns) {
        String same = IntStream.range(0, columns.size())
                .mapToObj(i -> "r.%s = t.%s".formatted(referencedColumns.get(i), columns.get(i)))
                .collect(Collectors.joining(" and "));
        return "%s and not exists (select from %s r where %s)".formatted(notNull(columns), referenced, same);
    }

    /** Rows that a foreign key with MATCH FULL rejects: besides these, those in which some of its columns are null and others are not. */
    public static ViolationQueries ofFullForeignKey(
            String table, List<String> columns, String referenced, List<String> referencedColumns) {
        return where(
                table,
                "num_nonnulls(%s) between 1 and %d or "
                                .formatted(
                                        columns.stream().map("t."::concat).collect(Collectors.joining(", ")),
                                        columns.size() - 1)
                        + missing(columns, referenced, referencedColumns));
    }

    /** Rows that a foreign key to an empty table rejects. */
    public static ViolationQueries ofForeignKeyToEmptyTable(String table, List<String> columns) {
        return where(table, notNull(columns));
    }

    /** Rows that a unique constraint or index rejects, because another row has the same values. Nulls are distinct. */
    public static ViolationQueries ofUnique(String table, List<String> columns) {
        return new ViolationQueries(table + " t where " + notNull(columns), String.join(", ", columns));
    }

    /**
     * Rows that a unique index rejects.
     *
     * @param expressions its columns and expressions
     * @param predicate the condition for the rows in the index; null if it contains all
     * @param nulls whether nulls are equal
     */
    public static ViolationQueries ofUniqueIndex(
            String table, List<String> expressions, String predicate, boolean nulls) {
        String condition = Stream.concat(
                        nulls ? Stream.of() : expressions.stream().map("(%s) is not null"::formatted),
                        Stream.ofNullable(predicate).map("(%s)"::formatted))
                .collect(Collectors.joining(" and "));
        return new ViolationQueries(
                table + " t where " + (condition.isEmpty() ? "true" : condition), String.join(", ", expressions));
    }

    /** Lists the rows; for duplicates the values, with how often each occurs. */
    public String list() {
        return groups == null ? "select * from " + rows : "select %s, count(*)%s".formatted(groups, duplicates());
    }

    /** The rows themselves, ungrouped. */
    public String rows() {
        return "select " + (groups == null ? "*" : groups) + " from " + rows;
    }

    /** Counts the rows: one row with one column. */
    public String count() {
        return groups == null
                ? "select count(*) from " + rows
                : "select coalesce(sum(same), 0) from (select count(*) as same%s) s".formatted(duplicates());
    }

    /**
     * Counts the rows and gives an example as text: one row with two columns.
     *
     * @param example what to print of a row; duplicates print their values instead
     */
    public String countWithExample(String example) {
        return groups == null
                ? "select count(*), min(%s) from %s".formatted(example, rows)
                : """
                select coalesce(sum(same), 0), min(example) \
                from (select count(*) as same, row(%s)::text as example%s) s""".formatted(groups, duplicates());
    }

    private String duplicates() {
        return " from %s group by %s having count(*) > 1".formatted(rows, groups);
    }

    private static String notNull(List<String> columns) {
        return columns.stream().map("t.%s is not null"::formatted).collect(Collectors.joining(" and "));
    }
}
