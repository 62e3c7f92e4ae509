package com.jarvis.migrator.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;

/**
 * The search path {@code pg_catalog}, for statements of Liquibase and of the driver: as for {@link SystemQuery}, no function or
 * operator that another role has created is to be found. The names of tables in them have to be qualified.
 */
public final class SystemPath {

    /** The value of {@code search_path}. A temporary table is not found before one of PostgreSQL's (manual, 20.11.1). */
    public static final String PATH = "pg_catalog, pg_temp";

    private SystemPath() {}

    /**
     * Does the work with that path. In a transaction, the path is that of the transaction: a commit ends it.
     *
     * @throws Exception what the work throws; the caller then rolls back
     */
    public static <T> T run(Connection connection, Callable<T> work) throws Exception {
        boolean isLocal = !connection.getAutoCommit();
        String before = set(connection, PATH, isLocal);
        T result = work.call();
        set(connection, before, isLocal);
        return result;
    }

    /** Sets the path for the rest of the transaction. */
    public static void setForTransaction(Connection connection) throws SQLException {
        set(connection, PATH, true);
    }

    /** @return the path before */
    private static String set(Connection connection, String path, boolean isLocal) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select pg_catalog.current_setting('search_path'), pg_catalog.set_config('search_path', ?, ?)")) {
            statement.setString(1, path);
            statement.setBoolean(2, isLocal);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getString(1);
        }
    }
}
