package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.TracedMigration.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs a migration's statements on a scratch database and writes down what each one locked, rewrote and read there. The
 * tables may be empty: PostgreSQL takes the same locks, starts the same scans and makes the same new files for them.
 * The idea is <a href="https://kaveland.no/eugene/">eugene</a>'s.
 */
public final class Trace {

    /** PostgreSQL's «cannot run inside a transaction block». */
    public static final String ACTIVE_TRANSACTION = "25001";

    private static final String LOCKS = """
            select relation, mode from pg_locks
            where pid = pg_backend_pid() and locktype = 'relation' and granted
            and database = (select oid from pg_database where datname = current_database())
            """;

    private static final String ACTIVITY = """
            select relid, seq_scan, n_tup_ins + n_tup_upd + n_tup_del as writes from pg_stat_xact_user_tables
            where seq_scan > 0 or n_tup_ins + n_tup_upd + n_tup_del > 0
            """;

    private static final String TIMEOUTS = """
            select name, setting::bigint from pg_settings where name in ('lock_timeout', 'statement_timeout')
            """;

    private final Connection connection;
    private final Snapshot start;
    private final List<TracedStatement> statements = new ArrayList<>();
    private Snapshot now;
    private Map<Long, Set<LockMode>> held = Map.of();
    private Failure failure;

    /** What runs a statement. */
    public interface Work<E extends Exception> {
        /** Runs it on the connection of the trace. */
        void run() throws E;
    }

    /**
     * Begins with what the catalog holds now.
     *
     * @param connection to the scratch database; in auto-commit mode for a migration that does not run in a transaction
     * @param live the catalog as it is in the live database: tables that earlier pending migrations make are not in there
     *     and have no rows and no users yet
     */
    public Trace(Connection connection, Snapshot live) throws SQLException {
        this.connection = connection;
        this.now = SnapshotReader.read(connection);
        this.start = live;
    }

    /** What ran so far. */
    public List<TracedStatement> statements() {
        return List.copyOf(statements);
    }

    /** What stopped the migration, if something did. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Runs a statement and writes down what it did. In auto-commit mode it gets a transaction of its own, so that its
     * locks can be seen before they go; where PostgreSQL refuses that, it runs without.
     *
     * @param change the number of the changeset's change that it comes from, from 1
     * @param sql its text
     * @throws E what the work throws; the failure is written down as well
     */
    public <E extends Exception> void run(int change, String sql, Work<E> work) throws E, SQLException {
        try {
            if (!connection.getAutoCommit()) {
                runInTransaction(change, sql, work);
            } else {
                runAlone(change, sql, work);
            }
        } catch (Exception e) {
            SQLException cause = sqlException(e);
            failure = new Failure(
                    statements.size() + 1,
                    sql,
                    cause == null ? "" : cause.getSQLState(),
                    cause == null ? e.getMessage() : cause.getMessage());
            throw e;
        }
    }

    private <E extends Exception> void runAlone(int change, String sql, Work<E> work) throws E, SQLException {
        connection.setAutoCommit(false);
        try {
            runInTransaction(change, sql, work);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (Exception e) {
            connection.rollback();
            connection.setAutoCommit(true);
            SQLException cause = sqlException(e);
            if (cause == null || !ACTIVE_TRANSACTION.equals(cause.getSQLState())) {
                throw e;
            }
            work.run();
            record(change, sql, Map.of(), false);
        }
        held = Map.of();
    }

    private <E extends Exception> void runInTransaction(int change, String sql, Work<E> work) throws E, SQLException {
        Map<Long, Activity> before = activity();
        work.run();
        Map<Long, Activity> done = new HashMap<>();
        activity().forEach((table, total) -> {
            if (start.tables().containsKey(table)) {
                done.put(table, total.minus(before.getOrDefault(table, Activity.NONE)));
            }
        });
        record(change, sql, done, true);
    }

    private void record(int change, String sql, Map<Long, Activity> activity, boolean inTransaction)
            throws SQLException {
        Map<Long, Set<LockMode>> locks = inTransaction ? locks() : Map.of();
        Map<Long, Set<LockMode>> taken = new LinkedHashMap<>();
        locks.forEach((table, modes) -> {
            Set<LockMode> fresh = EnumSet.copyOf(modes);
            fresh.removeAll(held.getOrDefault(table, Set.of()));
            if (!fresh.isEmpty()) {
                taken.put(table, fresh);
            }
        });
        Map<String, Long> timeouts = timeouts();
        Snapshot after = SnapshotReader.read(connection);
        statements.add(new TracedStatement(
                statements.size() + 1,
                change,
                sql,
                start,
                now,
                after,
                locks,
                taken,
                activity,
                inTransaction,
                timeouts.get("lock_timeout"),
                timeouts.get("statement_timeout")));
        held = locks;
        now = after;
    }

    private Map<Long, Set<LockMode>> locks() throws SQLException {
        Map<Long, Set<LockMode>> locks = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LOCKS)) {
            while (rows.next()) {
                long table = rows.getLong("relation");
                if (start.tables().containsKey(table)) {
                    locks.computeIfAbsent(table, k -> EnumSet.noneOf(LockMode.class))
                            .add(LockMode.of(rows.getString("mode")));
                }
            }
        }
        return locks;
    }

    private Map<Long, Activity> activity() throws SQLException {
        Map<Long, Activity> activity = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ACTIVITY)) {
            while (rows.next()) {
                activity.put(rows.getLong("relid"), new Activity(rows.getLong("seq_scan"), rows.getLong("writes")));
            }
        }
        return activity;
    }

    private Map<String, Long> timeouts() throws SQLException {
        Map<String, Long> timeouts = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TIMEOUTS)) {
            while (rows.next()) {
                timeouts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return timeouts;
    }

    /** PostgreSQL's words for what went wrong, without Liquibase's; those of the thrown where it is not from there. */
    static String message(Throwable thrown) {
        SQLException cause = sqlException(thrown);
        return (cause == null ? thrown : cause).getMessage().strip();
    }

    /** A changeset of ours keeps what it explains as suppressed. */
    private static SQLException sqlException(Throwable thrown) {
        if (thrown == null || thrown instanceof SQLException) {
            return (SQLException) thrown;
        }
        return Stream.concat(Stream.ofNullable(thrown.getCause()), Stream.of(thrown.getSuppressed()))
                .map(Trace::sqlException)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
