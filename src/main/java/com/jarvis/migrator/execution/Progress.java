package com.jarvis.migrator.execution;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The progress of another session's statement.
 *
 * @param statement null if none is running
 * @param running since it started
 * @param phase as PostgreSQL names it, for instance "building index: scanning table"; null if it reports no progress
 * @param percent of the phase; -1 if PostgreSQL does not measure it
 */
record Progress(String statement, Duration running, String phase, int percent) {

    /** The views of https://www.postgresql.org/docs/current/progress-reporting.html, as (pid, phase, done, total). */
    private static final List<String> VIEWS = List.of(
            """
            select pid, phase, case when blocks_total > 0 then blocks_done
                               when tuples_total > 0 then tuples_done else lockers_done end done,
                   case when blocks_total > 0 then blocks_total
                        when tuples_total > 0 then tuples_total else lockers_total end total
            from pg_stat_progress_create_index""",
            "select pid, phase, heap_blks_scanned, heap_blks_total from pg_stat_progress_cluster",
            "select pid, phase, heap_blks_scanned, heap_blks_total from pg_stat_progress_vacuum",
            "select pid, phase, sample_blks_scanned, sample_blks_total from pg_stat_progress_analyze");

    private static final String COPY = "select pid, 'copying', bytes_processed, bytes_total from pg_stat_progress_copy";

    static Progress read(Connection connection, int pid) throws SQLException {
        List<String> views = new ArrayList<>(VIEWS);
        if (connection.getMetaData().getDatabaseMajorVersion() >= 14) {
            views.add(COPY);
        }
        String sql = """
                select a.query, extract(epoch from clock_timestamp() - a.query_start) seconds, p.phase,
                       coalesce(least(100, p.done * 100 / nullif(p.total, 0)), -1) percent
                from pg_stat_activity a left join (%s) p (pid, phase, done, total) using (pid)
                where a.pid = ? and a.state = 'active'""".formatted(String.join(" union all ", views));
        SystemQuery.Row<Progress> progress = row -> new Progress(
                row.getString("query"),
                Duration.ofMillis(Math.round(row.getDouble("seconds") * 1000)),
                row.getString("phase"),
                row.getInt("percent"));
        return SystemQuery.first(connection, sql, progress, pid).orElse(new Progress(null, Duration.ZERO, null, -1));
    }
}
