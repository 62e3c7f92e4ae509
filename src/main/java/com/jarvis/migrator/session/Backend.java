package com.jarvis.migrator.session;

import com.jarvis.migrator.Loaders;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The server process behind a connection.
 *
 * @param pid as pg_stat_activity shows it
 * @param isPooled whether a pooler (PgBouncer or the like) is in between. A pooler reports a process id and cancel key of its
 *     own at login, so that the id differs from the one that pg_backend_pid() returns
 */
public record Backend(int pid, boolean isPooled) {

    /** Asks the server. */
    public static Backend of(Connection connection) throws SQLException {
        int reported = (Integer) Loaders.get(connection, "getBackendPID");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
            row.next();
            return new Backend(row.getInt(1), row.getInt(1) != reported);
        }
    }
}
