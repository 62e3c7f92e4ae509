package com.jarvis.migrator.lock;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Another session of the server, as pg_stat_activity shows it. A role without pg_read_all_stats sees only pid, user and
 * application of another role's session.
 *
 * @param pid 0 for a prepared transaction, which has no process (pg_blocking_pids)
 * @param state {@code active}, {@code idle in transaction}; null if it is not visible
 * @param connected since when, as a duration; null if it is not visible
 * @param running how long its transaction has been open; null outside a transaction, or if it is not visible
 */
public record Session(
        int pid, String user, String application, String state, Duration connected, Duration running, String query) {

    private static final String QUERY = """
            select p.pid, a.usename, a.application_name, a.state, a.query,
                   extract(epoch from clock_timestamp() - a.backend_start) connected,
                   extract(epoch from clock_timestamp() - a.xact_start) running
            from unnest(?) p (pid) left join pg_stat_activity a using (pid)
            order by a.xact_start""";

    /** The sessions with these pids, the longest transaction first. */
    static List<Session> read(Connection connection, Array pids) throws SQLException {
        SystemQuery.Row<Session> session = row -> new Session(
                row.getInt("pid"),
                row.getString("usename"),
                row.getString("application_name"),
                row.getString("state"),
                seconds(row, "connected"),
                seconds(row, "running"),
                row.getString("query"));
        return SystemQuery.list(connection, QUERY, session, pids);
    }

    /** The sessions that directly block the process; empty if none does. */
    public static List<Session> blocking(Connection connection, int pid) throws SQLException {
        return read(connection, SystemQuery.one(connection, "select pg_blocking_pids(?)", row -> row.getArray(1), pid));
    }

    /** {@code pid 4711 (user app, application psql)}. */
    public String who() {
        if (pid == 0) {
            return "a prepared transaction (select * from pg_prepared_xacts)";
        }
        return "pid %d (user %s, application %s)"
                .formatted(
                        pid,
                        Printable.line(String.valueOf(user)),
                        application == null || application.isEmpty() ? "unknown" : Printable.line(application));
    }

    /** {@code pid 4711 (user app, application psql), idle in transaction for 3 min 5 s: select …}. */
    public String doing() {
        return who()
                + (state == null ? "" : ", " + state)
                + (running == null ? "" : " for " + LockSettings.text(running))
                + (query == null || query.isBlank()
                        ? ""
                        : ": " + Printable.line(query.strip().replaceAll("\\s+", " ")));
    }

    private static Duration seconds(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? null : Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    }
}
