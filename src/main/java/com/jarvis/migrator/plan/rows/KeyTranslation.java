package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Name;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Values of a foreign key that is about to refer to other columns of the same table. Its old columns still find the row, which
 * has the new values.
 *
 * @param by the old columns of the key, which find the row
 * @param set the columns that get new values
 */
record KeyTranslation(Name table, Name referenced, List<Pair> by, List<Pair> set) {

    /**
     * A column and the one that it refers to.
     *
     * @param type what the text in the column is converted to, or the value for it; null for no conversion
     */
    record Pair(String column, String referenced, String type) {}

    /** The same translation, of fewer columns. */
    KeyTranslation without(List<Pair> pairs) {
        return new KeyTranslation(
                table,
                referenced,
                by,
                set.stream().filter(pair -> !pairs.contains(pair)).toList());
    }

    /** Counts the rows that would get another value than they have. */
    String countDiffering() {
        return "select count(*) from " + table.sql() + " where " + isSet() + " and ("
                + set.stream()
                        .map(pair -> column(pair.column()) + " is distinct from " + subquery(List.of(pair)))
                        .collect(Collectors.joining(" or "))
                + ")";
    }

    /** The UPDATE of all rows that refer to one. */
    String update() {
        List<String> columns = set.stream().map(pair -> quote(pair.column())).toList();
        return "update " + table.sql() + " set "
                + (columns.size() == 1 ? columns.get(0) : "(" + String.join(", ", columns) + ")") + " = "
                + subquery(set) + " where " + isSet();
    }

    /** The new value of one column, in a query of the table. */
    String value(Pair pair) {
        return "case when " + isSet() + " then " + subquery(List.of(pair)) + " else "
                + (by.stream().anyMatch(old -> old.column().equals(pair.column()))
                        ? column(pair.column()) + cast(pair)
                        : "null")
                + " end";
    }

    /** Counts the rows that refer to something and would not afterwards. */
    String countLost() {
        return "select count(*) from " + table.sql() + " where " + isLost();
    }

    /** Counts the rows that refer to a row that does not exist. */
    String countDangling() {
        return "select count(*) from " + table.sql() + " where " + isSet() + " and not exists (select from "
                + referenced.sql() + " " + alias() + " where " + isSame() + ")";
    }

    /** The UPDATE that lets the rows of {@link #countLost} refer to nothing. */
    String emptying() {
        return "update " + table.sql() + " set "
                + set.stream().map(pair -> quote(pair.column()) + " = null").collect(Collectors.joining(", "))
                + " where " + isLost();
    }

    private String isLost() {
        return isSet() + " and "
                + (set.size() == 1
                        ? subquery(set) + " is null"
                        : "("
                                + set.stream()
                                        .map(pair -> subquery(List.of(pair)) + " is null")
                                        .collect(Collectors.joining(" or "))
                                + ")");
    }

    /** Counts the values that find several rows. */
    String countAmbiguous() {
        String columns = by.stream().map(pair -> quote(pair.referenced())).collect(Collectors.joining(", "));
        return "select count(*) from (select from " + referenced.sql() + " where "
                + by.stream()
                        .map(pair -> quote(pair.referenced()) + " is not null")
                        .collect(Collectors.joining(" and "))
                + " group by " + columns + " having count(*) > 1) r";
    }

    /** Counts the rows that refer to something. */
    String count() {
        return "select count(*) from " + table.sql() + " where " + isSet();
    }

    /** Counts the rows that refer to nothing. */
    String countUnset() {
        return "select count(*) from " + table.sql() + " where not (" + isSet() + ")";
    }

    private String isSet() {
        return by.stream().map(pair -> quote(pair.column()) + " is not null").collect(Collectors.joining(" and "));
    }

    private String subquery(List<Pair> pairs) {
        String values = pairs.stream()
                .map(pair -> alias() + "." + quote(pair.referenced()) + cast(pair))
                .collect(Collectors.joining(", "));
        return "(select " + values + " from " + referenced.sql() + " " + alias() + " where " + isSame() + ")";
    }

    private String isSame() {
        return by.stream()
                .map(pair -> alias() + "." + quote(pair.referenced()) + " = " + column(pair.column()) + cast(pair))
                .collect(Collectors.joining(" and "));
    }

    private static String cast(Pair pair) {
        return pair.type() == null ? "" : "::" + pair.type();
    }

    private String column(String name) {
        return quote(table.local()) + "." + quote(name);
    }

    /** Not the name of the table itself, whose columns it would hide. */
    private String alias() {
        return table.local().equals("r") ? "s" : "r";
    }
}
