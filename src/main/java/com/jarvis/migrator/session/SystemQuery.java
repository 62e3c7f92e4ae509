package com.jarvis.migrator.session;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Queries of the migrator itself. PostgreSQL resolves their functions and operators in {@code pg_catalog} alone. With a schema
 * on the search path in which other roles may create objects, it could otherwise choose one that such a role has created,
 * and run it with the migrator's rights (CVE-2018-1058, https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058).
 *
 * <p>The query itself runs with the search path of the session, so that names are printed, and {@code to_regclass()} finds
 * them, as a migration would. The trick is a cursor: DECLARE resolves the names of the query, FETCH runs it. The statements
 * around it need no round trip of their own, and leave nothing behind.
 */
public final class SystemQuery {

    private static final String BEFORE = """
            select pg_catalog.set_config('jarvis.search_path', pg_catalog.current_setting('search_path'), true),
            pg_catalog.set_config('jarvis.tuples', pg_catalog.current_setting('cursor_tuple_fraction'), true),
            pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
            pg_catalog.set_config('cursor_tuple_fraction', '1', true); -- all rows are fetched
            """;
    private static final String AFTER = """
            select pg_catalog.set_config('search_path', pg_catalog.current_setting('jarvis.search_path'), true),
            pg_catalog.set_config('cursor_tuple_fraction', pg_catalog.current_setting('jarvis.tuples'), true)""";
    private static final String CURSOR = "jarvis_query";

    /** Converts a row to an object. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private SystemQuery() {}

    /**
     * Reads all rows.
     *
     * @param sql one SELECT, in which {@code ?} stands for a parameter; a table outside pg_catalog is qualified with its schema
     * @param parameters a collection stands for an array of text
     */
    public static <T> List<T> list(Connection connection, String sql, Row<T> row, Object... parameters)
            throws SQLException {
        String[] statements = {
            BEFORE + "declare " + CURSOR + " no scroll cursor with hold for " + sql,
            AFTER,
            "fetch all " + CURSOR,
            "close " + CURSOR
        };
        try (PreparedStatement statement = prepare(connection, String.join(";\n", statements), parameters)) {
            statement.execute();
            for (int i = 0; i < 3; i++) {
                statement.getMoreResults(); // those of the statements before the FETCH
            }
            List<T> objects = new ArrayList<>();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    objects.add(row.read(rows));
                }
            }
            return objects;
        }
    }

    /** Reads the first row; empty if there is none. */
    public static <T> Optional<T> first(Connection connection, String sql, Row<T> row, Object... parameters)
            throws SQLException {
        return list(connection, sql, row, parameters).stream().findFirst();
    }

    /** Reads the only row of a query that always has one. */
    public static <T> T one(Connection connection, String sql, Row<T> row, Object... parameters) throws SQLException {
        return list(connection, sql, row, parameters).get(0);
    }

    /** Executes a statement that returns no rows, with {@code pg_catalog} alone on the search path. */
    public static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, BEFORE + sql + ";\n" + AFTER, parameters)) {
            statement.execute();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof Collection<?> texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
            } else if (parameters[i] instanceof Array array) {
                statement.setArray(i + 1, array);
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
        return statement;
    }
}
