package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.NamesBefore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of a live table as a rollback restores them: with other values in the columns that lose theirs. */
final class PlaceholderRows {

    private final Name table;
    private final Catalog live;
    private final NamesBefore names;
    private final LiveRows rows;

    /** Why the rows cannot be asked; null until it is known. */
    private Optional<String> hidden;

    PlaceholderRows(Name table, Catalog live, NamesBefore names, LiveRows rows) {
        this.table = table;
        this.live = live;
        this.names = names;
        this.rows = rows;
    }

    /** Why the rows cannot be asked; empty if they can. */
    Optional<String> hidden() throws SQLException {
        if (hidden == null) {
            hidden = rows.hidden(names.of(table));
        }
        return hidden;
    }

    /**
     * The rows with these values: one row if they do not depend on what is there.
     *
     * @param isOfAll whether they depend on how many rows are there
     */
    String source(Map<Column, String> values, Set<String> kept, List<String> partition, boolean isOfAll)
            throws SQLException {
        List<String> there = new ArrayList<>();
        for (String name : kept) {
            Column now = names.in(live, table, name);
            there.add((now == null ? "null" : quote(now.name())) + " as " + quote(name));
        }
        if (isOfAll) {
            there.add("row_number() over (" + partition(partition) + ") as jarvis_n");
        }
        String from = there.isEmpty()
                ? "(select 1)"
                : "(select " + String.join(", ", there) + " from " + rows.sql(names.of(table)) + ")";
        return "(select "
                + Stream.concat(
                                kept.stream().map(name -> quote(name)),
                                values.entrySet().stream().map(value -> typed(value)))
                        .collect(Collectors.joining(", "))
                + " from " + from + " r)";
    }

    private static String partition(List<String> columns) {
        return columns.isEmpty()
                ? ""
                : "partition by "
                        + columns.stream().map(name -> quote(name)).distinct().collect(Collectors.joining(", "));
    }

    private String typed(Map.Entry<Column, String> value) {
        Column column = value.getKey();
        return "(" + value.getValue() + ")::" + names.of(column).type() + " as " + quote(column.name());
    }

    /** The same rows with a value where they violate constraints without one. */
    String withOptional(
            String source,
            List<SchemaObject> constraints,
            Set<Column> columns,
            Set<String> kept,
            Map.Entry<Column, String> optional) {
        Column column = optional.getKey();
        List<String> items =
                new ArrayList<>(kept.stream().map(name -> quote(name)).toList());
        for (Column each : columns) {
            items.add(
                    each.equals(column)
                            ? "case when %s is false then (%s)::%s end as %s"
                                    .formatted(
                                            PlaceholderTrial.condition(constraints),
                                            optional.getValue(),
                                            names.of(column).type(),
                                            quote(column.name()))
                            : quote(each.name()));
        }
        return "(select " + String.join(", ", items) + " from " + source + " r)";
    }

    /** A column of the live table; empty if it is not there. */
    Optional<Column> there(String column) {
        return Optional.ofNullable(names.in(live, table, column));
    }

    /** The key of a row that a column may refer to; null if it is not there. */
    String anyParent(Constraint key, Column column, int skipped) throws SQLException {
        Column now = names.in(
                live,
                key.referenced(),
                key.referencedColumns().get(key.columns().indexOf(column.name())));
        return now == null ? "null" : key(now.name(), rows.sql(now.table()), skipped);
    }

    /** The key of a row, or of another one if some are skipped. */
    static String key(String column, String table, int skipped) {
        String name = quote(column);
        return "(select " + name + " from " + table + (skipped == 0 ? "" : " order by " + name + " offset " + skipped)
                + " limit 1)";
    }

    /** Whether each row, of those with the same values in the columns of the partition, may refer to another one. */
    boolean hasEnoughParents(Constraint key, List<String> partition) throws SQLException {
        if (hidden().isPresent() || rows.hidden(names.of(key.referenced())).isPresent()) {
            return true;
        }
        Set<String> kept = new LinkedHashSet<>(partition);
        Column number = new Column(table, "jarvis_n", "bigint", true, null, null, null, false, null, null);
        return rows.isNone("select from " + source(Map.of(number, "r.jarvis_n"), kept, partition, true)
                + " t where jarvis_n > (select count(*) from " + rows.sql(names.of(key.referenced())) + ")");
    }

    /**
     * The values that most rows have. What only one row has may tell about a person, and a migration is not the place for that.
     *
     * @param columns of types whose values, if several rows have them, say nothing about a person
     */
    Map<Column, String> commonest(List<Column> columns) throws SQLException {
        List<String> there = columns.stream()
                .map(column -> quote(names.of(column).name()) + "::text")
                .toList();
        List<String> texts =
                rows.first("select %s from %s group by %s having count(*) > 1 order by count(*) desc limit 1"
                        .formatted(String.join(", ", there), rows.sql(names.of(table)), String.join(", ", there)));
        Map<Column, String> common = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            Column column = columns.get(i);
            common.put(column, texts.get(i) == null ? "null" : literal(texts.get(i)) + "::" + column.type());
        }
        return common;
    }
}
