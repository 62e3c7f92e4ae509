package com.jarvis.testing;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Name;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The rows of all tables of a database, as text, and whether a migration has kept them. */
public final class TableRows {

    private static final String COLUMNS = """
            select case when n.nspname <> current_schema then n.nspname end, c.relname, a.attname, a.attrelid::regclass::text,
                   concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, t.typtype,
                     (select string_agg(pg_get_constraintdef(k.oid), ' ' order by 1) from pg_constraint k
                      where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey)))
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
              and c.relname !~ '^databasechangelog'
            order by 1, 2, 3""";

    private static final Pattern COUNT = Pattern.compile(": (\\d+) (?:row|value)s?\\b");

    /** @param kind what a column has to keep so that its values stay the same: its type, NOT NULL and foreign keys */
    private record Column(String name, String kind) {}

    private record Table(List<Column> columns, List<List<String>> rows) {}

    private final Map<Name, Table> tables;

    private TableRows(Map<Name, Table> tables) {
        this.tables = tables;
    }

    public static TableRows of(Connection connection) throws SQLException {
        Map<Name, List<Column>> columns = new TreeMap<>();
        Map<Name, String> sql = new HashMap<>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(COLUMNS)) {
            while (found.next()) {
                Name table = new Name(found.getString(1), found.getString(2));
                columns.computeIfAbsent(table, name -> new ArrayList<>())
                        .add(new Column(found.getString(3), found.getString(5)));
                sql.put(table, found.getString(4));
            }
        }
        Map<Name, Table> tables = new TreeMap<>();
        for (var table : columns.entrySet()) {
            tables.put(table.getKey(), read(connection, sql.get(table.getKey()), table.getValue()));
        }
        return new TableRows(tables);
    }

    private static Table read(Connection connection, String table, List<Column> columns) throws SQLException {
        String names = String.join(
                ", ",
                columns.stream()
                        .map(column -> "\"" + column.name().replace("\"", "\"\"") + "\"::text")
                        .toList());
        List<List<String>> rows = new ArrayList<>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select " + names + " from " + table)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(found.getString(i));
                }
                rows.add(row);
            }
        }
        return new Table(columns, rows);
    }

    /**
     * The same rows under other names.
     *
     * @param rename the value of {@code -Drename}, in which a table without a schema is in the default one
     */
    public TableRows renamed(String rename) {
        Map<String, String> names = new HashMap<>();
        for (String pair : rename.split(",")) {
            String[] parts = pair.split(":");
            names.put(parts[0], parts[parts.length - 1]);
        }
        Map<Name, Table> renamed = new TreeMap<>();
        tables.forEach((name, table) -> renamed.put(
                names.containsKey(name.toString()) ? named(names.get(name.toString())) : name,
                new Table(
                        table.columns().stream()
                                .map(column -> new Column(
                                        names.getOrDefault(name + "." + column.name(), column.name()), column.kind()))
                                .toList(),
                        table.rows())));
        return new TableRows(renamed);
    }

    private static Name named(String name) {
        int dot = name.indexOf('.');
        return new Name(dot < 0 ? null : name.substring(0, dot), name.substring(dot + 1));
    }

    /** The number of rows of all tables. */
    public int count() {
        return tables.values().stream().mapToInt(table -> table.rows().size()).sum();
    }

    /**
     * Fails if a column that a migration leaves as it is has other values afterwards.
     *
     * @param losses the values that diff called lost, one line for each column or table
     */
    public void assertSameValuesIn(TableRows after, List<String> losses, String what) {
        tables.forEach((name, table) -> {
            Table now = after.tables.get(name);
            if (now != null && loss(losses, "table " + name) == 0) {
                List<Column> same = table.columns().stream()
                        .filter(now.columns()::contains)
                        .filter(column -> loss(losses, label(name, column)) == 0)
                        .filter(column -> !mayLoseAttributes(column, losses))
                        .toList();
                assertAtMost(0, missing(table, now, same), "table " + name, what);
            }
        });
    }

    /**
     * Fails if values are not the same after a rollback, unless diff called them lost.
     *
     * @param losses the values that diff called lost, one line for each column or table
     */
    public void assertRestoredIn(TableRows after, List<String> losses, String what) {
        tables.forEach((name, table) -> {
            Table now = after.tables.get(name);
            long lostRows = loss(losses, "table " + name);
            List<Column> kept = table.columns().stream()
                    .filter(column -> loss(losses, label(name, column)) == 0)
                    .filter(column -> !mayLoseAttributes(column, losses))
                    .toList();
            assertAtMost(lostRows, missing(table, now, kept), "table " + name, what);
            for (Column column : table.columns()) {
                long lost = loss(losses, label(name, column));
                if (lost > 0) {
                    // Nulls are no values that diff counts: a column that a rollback adds with its default has no
                    // nulls.
                    List<String> missing = missing(table, now, List.of(column));
                    missing.removeIf("[null]"::equals);
                    assertAtMost(lostRows + lost, missing, label(name, column), what);
                }
            }
        });
    }

    private static String label(Name table, Column column) {
        return "column " + Printable.line(table + "." + column.name());
    }

    private static boolean mayLoseAttributes(Column column, List<String> losses) {
        return column.kind().matches(".* c\\b.*") && losses.stream().anyMatch(loss -> loss.startsWith("attribute "));
    }

    /** How much of a table or column diff called lost; 0 for nothing. */
    private static long loss(List<String> losses, String label) {
        return losses.stream()
                .filter(loss -> loss.startsWith(label + ":") || loss.startsWith(label + " "))
                .mapToLong(loss -> {
                    Matcher count = COUNT.matcher(loss);
                    return count.find() ? Long.parseLong(count.group(1)) : Long.MAX_VALUE / 2;
                })
                .sum();
    }

    /** The rows, projected on the columns, that are not in the other table. */
    private static List<String> missing(Table before, Table after, List<Column> columns) {
        List<String> missing = new ArrayList<>(projected(before, columns));
        projected(after, columns).forEach(missing::remove);
        return missing;
    }

    private static List<String> projected(Table table, List<Column> columns) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        int[] places = columns.stream()
                .mapToInt(column -> names.indexOf(column.name()))
                .toArray();
        return table.rows().stream()
                .map(row -> IntStream.of(places).mapToObj(row::get).toList().toString())
                .toList();
    }

    private static void assertAtMost(long lost, List<String> missing, String where, String what) {
        if (missing.size() > lost) {
            throw new AssertionError("%s has lost values that diff did not count (%d of %d): %s%nin %s"
                    .formatted(where, missing.size() - lost, missing.size(), missing, what));
        }
    }
}
