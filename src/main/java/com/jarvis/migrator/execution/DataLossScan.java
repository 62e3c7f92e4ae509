package com.jarvis.migrator.execution;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import com.jarvis.migrator.sql.TokenCursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows or values that statements would destroy: those of tables and columns that they drop, and of tables that they
 * truncate. They are counted before any of the statements runs. Quoted text is scanned too, as a DO block holds its
 * statements there: a false alarm does less harm than a loss.
 *
 * @param what {@code table notes}, {@code column messages.metadata}
 * @param count rows of a table, values other than null of a column
 */
public record DataLossScan(String what, long count) {

    /** What follows DROP in an ALTER TABLE where it drops no column. */
    private static final List<String> NO_COLUMN = List.of("constraint", "not", "default", "expression", "identity");

    /** The losses in the order of the statements; empty if there are none. */
    public static List<DataLossScan> of(List<String> statements, Connection connection) throws SQLException {
        Set<String> tables = new LinkedHashSet<>();
        Set<List<String>> columns = new LinkedHashSet<>();
        for (String statement : statements) {
            TokenCursor cursor = SqlTokens.of(statement).nested().cursor();
            while (cursor.hasNext()) {
                if (cursor.take("drop", "schema")) {
                    for (String schema : names(cursor)) {
                        tables.addAll(strings(
                                connection,
                                "select format('%I.%I', nspname, relname) from pg_class c join pg_namespace n on n.oid = relnamespace"
                                        + " where nspname = (parse_ident(?))[1] and relkind in ('r', 'p') order by relname",
                                schema));
                    }
                } else if (cursor.take("drop", "table")
                        || cursor.take("drop", "foreign", "table")
                        || cursor.take("truncate", "table")
                        || cursor.take("truncate")) {
                    tables.addAll(names(cursor));
                } else if (cursor.take("alter", "table") || cursor.take("alter", "foreign", "table")) {
                    cursor.take("if", "exists");
                    cursor.take("only");
                    cursor.takeQualifiedName().ifPresent(table -> droppedColumns(cursor)
                            .forEach(column -> columns.add(List.of(table, column))));
                } else {
                    cursor.skip();
                }
            }
        }
        List<DataLossScan> losses = new ArrayList<>();
        for (String table : tables) {
            count(connection, "table " + table, table, "*", losses);
        }
        for (List<String> column : columns) {
            if (!tables.contains(column.get(0)) && exists(connection, column.get(0), column.get(1))) {
                count(connection, "column " + String.join(".", column), column.get(0), column.get(1), losses);
            }
        }
        return losses;
    }

    /** The losses of dropping everything in the schemas. */
    public static List<DataLossScan> ofSchemas(List<String> schemas, Connection connection) throws SQLException {
        return of(
                schemas.stream()
                        .map(s -> "drop schema \"" + s.replace("\"", "\"\"") + '"')
                        .toList(),
                connection);
    }

    /** {@code table notes: 1204 rows}, {@code column messages.metadata: 1 value}. */
    public String text() {
        String unit = what.startsWith("table") ? "row" : "value";
        return "%s: %d %s%s".formatted(what, count, unit, count == 1 ? "" : "s");
    }

    private static void count(
            Connection connection, String what, String table, String counted, List<DataLossScan> losses)
            throws SQLException {
        if (strings(connection, "select to_regclass(?)::text", table).get(0) == null
                || table.endsWith("databasechangelog")) {
            return;
        }
        try (var statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery("select count(%s) from %s".formatted(counted, table));
            row.next();
            if (row.getLong(1) > 0) {
                losses.add(new DataLossScan(what, row.getLong(1)));
            }
        }
    }

    /** Not a generated column: its values are computed again when it is added again. */
    private static boolean exists(Connection connection, String table, String column) throws SQLException {
        return !strings(
                        connection,
                        "select attname from pg_attribute where attrelid = to_regclass(?) and not attisdropped and attgenerated = ''"
                                + " and attname = (parse_ident(?))[1]",
                        table,
                        column)
                .isEmpty();
    }

    private static List<String> strings(Connection connection, String query, String... parameters) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            ResultSet row = statement.executeQuery();
            while (row.next()) {
                strings.add(row.getString(1));
            }
        }
        return strings;
    }

    /** The names in a list of a DROP or TRUNCATE. */
    private static List<String> names(TokenCursor cursor) {
        List<String> names = new ArrayList<>();
        cursor.take("if", "exists");
        cursor.take("only");
        do {
            cursor.takeQualifiedName().ifPresent(names::add);
        } while (cursor.take(","));
        return names;
    }

    /** The columns that the rest of an ALTER TABLE drops. */
    private static List<String> droppedColumns(TokenCursor cursor) {
        List<String> columns = new ArrayList<>();
        while (cursor.hasNext() && !cursor.take(";")) {
            if (cursor.take("drop")) {
                boolean isColumn = cursor.take("column") || NO_COLUMN.stream().noneMatch(cursor::take);
                cursor.take("if", "exists");
                cursor.takeName().filter(name -> isColumn).map(Token::text).ifPresent(columns::add);
            } else {
                cursor.skip();
            }
        }
        return columns;
    }
}
