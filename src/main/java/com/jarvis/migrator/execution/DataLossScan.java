package com.jarvis.migrator.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows or values that statements would destroy: those of tables and columns that they drop and of tables that they
 * truncate. It reads the statements and counts before any of them runs. It looks into quoted text too, where a DO block
 * has its statements: to stop once too often does less harm.
 *
 * @param what {@code table notes}, {@code column messages.metadata}
 * @param count rows of a table, values other than null of a column
 */
public record DataLossScan(String what, long count) {

    private static final String PART = ConcurrentIndex.NAME;
    private static final String NAME = PART + "(?:\\s*\\.\\s*" + PART + ")*";
    private static final String IF_EXISTS = "(?:if\\s+exists\\s+)?";

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern TABLES = pattern("(?:drop\\s+(?:foreign\\s+)?table|truncate(?:\\s+table)?)\\s+"
            + IF_EXISTS + "(?:only\\s+)?(?<names>" + NAME + "(?:\\s*,\\s*" + NAME + ")*)");
    private static final Pattern SCHEMAS =
            pattern("drop\\s+schema\\s+" + IF_EXISTS + "(?<names>" + PART + "(?:\\s*,\\s*" + PART + ")*)");
    private static final Pattern ALTERED = pattern(
            "alter\\s+(?:foreign\\s+)?table\\s+" + IF_EXISTS + "(?:only\\s+)?(?<table>" + NAME + ")(?<actions>[^;]*)");
    private static final Pattern COLUMN = pattern("\\bdrop\\s+(?:column\\s+" + IF_EXISTS
            + "|(?!column\\b|constraint\\b|not\\b|default\\b|expression\\b|identity\\b)" + IF_EXISTS + ")(?<column>"
            + PART + ")");

    /** In the order of the statements; empty when nothing would be lost. */
    public static List<DataLossScan> of(List<String> statements, Connection connection) throws SQLException {
        Set<String> tables = new LinkedHashSet<>();
        Set<List<String>> columns = new LinkedHashSet<>();
        for (String statement : statements) {
            String sql = COMMENT.matcher(statement).replaceAll(" ");
            for (String schema : names(SCHEMAS, sql)) {
                tables.addAll(strings(
                        connection,
                        "select format('%I.%I', nspname, relname) from pg_class c join pg_namespace n on n.oid = relnamespace"
                                + " where nspname = (parse_ident(?))[1] and relkind in ('r', 'p') order by relname",
                        schema));
            }
            tables.addAll(names(TABLES, sql));
            for (Matcher altered = ALTERED.matcher(sql); altered.find(); ) {
                for (Matcher column = COLUMN.matcher(altered.group("actions")); column.find(); ) {
                    columns.add(List.of(altered.group("table"), column.group("column")));
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

    /** What dropping everything in the schemas would destroy. */
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

    /** What a generated column holds is computed again when the column comes back. */
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

    private static List<String> names(Pattern statements, String sql) {
        List<String> names = new ArrayList<>();
        for (Matcher statement = statements.matcher(sql); statement.find(); ) {
            for (Matcher name = pattern(NAME).matcher(statement.group("names")); name.find(); ) {
                names.add(name.group());
            }
        }
        return names;
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.UNICODE_CASE);
    }
}
