package com.jarvis.migrator.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the server end a session soon after its client is gone, and release what the session locks
 * (https://www.postgresql.org/docs/current/runtime-config-connection.html, …/runtime-config-client.html).
 */
public final class ClientTimeouts {

    /** Since PostgreSQL 14, and not on every platform. */
    private static final String CHECK = "client_connection_check_interval";

    private ClientTimeouts() {}

    /**
     * For a client that was killed, also while a statement runs, and for a machine or a network that failed. A statement
     * that is at work for a client that is there is never ended.
     *
     * @param limit how long the client may be gone
     */
    public static void set(Connection connection, Duration limit) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        long seconds = limit.isZero() ? 60 : Math.max(6, limit.toSeconds());
        settings.put("tcp_keepalives_idle", String.valueOf(seconds / 2));
        settings.put("tcp_keepalives_interval", String.valueOf(seconds / 6));
        settings.put("tcp_keepalives_count", "3");
        settings.put("tcp_user_timeout", String.valueOf(seconds * 1000));
        settings.put(CHECK, "2s");
        Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
        try {
            PinnedSettings.set(connection, settings);
        } catch (SQLException unsupported) {
            if (before != null) {
                connection.rollback(before);
            }
            settings.remove(CHECK);
            PinnedSettings.set(connection, settings);
        }
    }

    /**
     * Ends the session if it is idle in a transaction for this long, whatever the proxies in between acknowledge. Only for a
     * connection with a {@link ConnectionWatch}, which keeps the session alive while the client is busy between statements.
     */
    public static void limitIdleTransaction(Connection connection, Duration limit) throws SQLException {
        PinnedSettings.set(connection, Map.of("idle_in_transaction_session_timeout", String.valueOf(limit.toMillis())));
    }

    /**
     * Ends the session if it is idle outside a transaction for this long (since PostgreSQL 14): for a session that holds the
     * advisory lock.
     */
    public static void limitIdleSession(Connection connection, Duration limit) throws SQLException {
        PinnedSettings.set(connection, Map.of("idle_session_timeout", String.valueOf(limit.toMillis())));
    }

    /** Lets the session be idle as long as it could before {@link #limitIdleSession}: it may be that of a pool, and live on. */
    public static void unlimitIdleSession(Connection connection) throws SQLException {
        SystemQuery.list(
                connection,
                "select set_config(name, reset_val, false) from pg_settings where name = 'idle_session_timeout'",
                row -> row.getString(1));
    }

    /** Limits how long a statement waits for a lock, and so how long others queue behind it. */
    public static void limitLockWait(Connection connection, Duration limit) throws SQLException {
        PinnedSettings.set(connection, Map.of("lock_timeout", String.valueOf(limit.toMillis())));
    }
}
