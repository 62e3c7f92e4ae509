package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.ClientPart;
import com.jarvis.migrator.lint.snapshot.IncrementalSnapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the statements of a migration in a scratch database and records what each one locked, rewrote and read. The tables
 * may be empty: PostgreSQL takes the same locks, starts the same scans and creates the same new files for them. The idea
 * is <a href="https://kaveland.no/eugene/">eugene</a>'s.
 */
public final class Trace {

    private final Connection connection;
    private final LockMonitor monitor;
    private final Snapshot start;
    private final Snapshot before;
    private final Set<ClientPart> clients;
    private final IncrementalSnapshot catalog;
    private final List<TracedStatement> statements = new ArrayList<>();
    private boolean isBegun;
    private Failure failure;

    /** Runs a statement. */
    public interface ThrowingRunnable<E extends Exception> {
        /** Runs it on the connection of the trace. */
        void run() throws E;
    }

    /**
     * Starts with the present catalog.
     *
     * @param connection to the scratch database; in auto-commit mode for a migration that does not run in a transaction
     * @param live the catalog of the live database; tables that earlier pending migrations create are not in it, because
     *     they have no rows and no users yet
     */
    public Trace(Connection connection, Snapshot live) throws SQLException {
        this.connection = connection;
        this.monitor = new LockMonitor(connection);
        this.start = live;
        this.before = SnapshotReader.read(connection);
        this.clients = ClientPart.read(connection);
        this.catalog = new IncrementalSnapshot(connection, before);
    }

    /** The catalog at the beginning. */
    public Snapshot before() {
        return before;
    }

    /** What code outside of the database could use at the beginning. */
    public Set<ClientPart> clients() {
        return clients;
    }

    /** The catalog after the last statement. */
    public Snapshot now() {
        return catalog.now();
    }

    /**
     * Ends the trace of a migration that did not fail. Attributes changes that were not found after a statement to the
     * last one.
     *
     * @return the catalog after the migration
     */
    public Snapshot end() throws SQLException {
        IncrementalSnapshot.Difference rest = catalog.readAll();
        if (!statements.isEmpty()) {
            int last = statements.size() - 1;
            statements.set(last, statements.get(last).and(rest.changed()));
        }
        return rest.after();
    }

    /** The statements that ran so far. */
    public List<TracedStatement> statements() {
        return List.copyOf(statements);
    }

    /** What stopped the migration; empty if nothing did. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Runs a statement and records what it did. In auto-commit mode it gets a transaction of its own, so that its locks can
     * be read before they are released; if PostgreSQL rejects that, it runs without one.
     *
     * @param change the number of the change in the changeset, from 1
     * @param sql its text
     * @throws E what running the statement throws; the failure is recorded too
     */
    public <E extends Exception> void run(int change, String sql, ThrowingRunnable<E> statement)
            throws E, SQLException {
        failure = null;
        try {
            if (!connection.getAutoCommit()) {
                runInTransaction(change, sql, statement, !isBegun);
            } else {
                runAlone(change, sql, statement);
            }
        } catch (Exception e) {
            failure = Failure.of(statements.size() + 1, sql, e);
            throw e;
        }
    }

    /**
     * Records a statement or program that is not run here.
     *
     * @param change the number of the change in the changeset, from 1
     * @param text its text
     */
    void skip(int change, String text) throws SQLException {
        SqlTokens code = TracedStatement.isCommand(text) || TracedStatement.isJavaClass(text)
                ? SqlTokens.of("")
                : SqlTokens.of(text).nested();
        statements.add(new TracedStatement(
                statements.size() + 1,
                change,
                text,
                code,
                start,
                Snapshot.EMPTY,
                Snapshot.EMPTY,
                Map.of(),
                Map.of(),
                Map.of(),
                true,
                monitor.lockTimeout()));
    }

    private <E extends Exception> void runAlone(int change, String sql, ThrowingRunnable<E> statement)
            throws E, SQLException {
        connection.setAutoCommit(false);
        try {
            runInTransaction(change, sql, statement, true);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (Exception e) {
            connection.rollback();
            connection.setAutoCommit(true);
            if (!Failure.of(0, sql, e).isForTransaction()) {
                throw e;
            }
            statement.run();
            record(change, sql, false, Map.of(), Map.of(), catalog.readAll(), Map.of());
        }
    }

    private <E extends Exception> void runInTransaction(
            int change, String sql, ThrowingRunnable<E> statement, boolean isFirst) throws E, SQLException {
        isBegun = true;
        if (isFirst) {
            monitor.transactionBegan(start.tables().keySet());
        }
        statement.run();
        if (catalog.isEmptyAtFirst()) {
            record(
                    change,
                    sql,
                    true,
                    Map.of(),
                    Map.of(),
                    catalog.readChanged(SqlTokens.of(sql).nested(), Set.of(), Set.of()),
                    Map.of());
            return;
        }
        LockMonitor.Locks locks = monitor.locks();
        IncrementalSnapshot.Difference difference = catalog.readChanged(
                SqlTokens.of(sql).nested(),
                LockMonitor.Locks.strong(locks.held()),
                LockMonitor.Locks.strong(locks.taken()));
        Map<Long, Set<LockMode>> held = existing(locks.held());
        record(change, sql, true, held, existing(locks.taken()), difference, monitor.activity(held.keySet()));
    }

    private void record(
            int change,
            String sql,
            boolean inTransaction,
            Map<Long, Set<LockMode>> held,
            Map<Long, Set<LockMode>> taken,
            IncrementalSnapshot.Difference difference,
            Map<Long, Activity> done)
            throws SQLException {
        statements.add(new TracedStatement(
                statements.size() + 1,
                change,
                sql,
                SqlTokens.of(sql).nested(),
                start,
                difference.before(),
                difference.after(),
                held,
                taken,
                done,
                inTransaction,
                monitor.lockTimeout()));
    }

    /** The locks on tables of the live database. */
    private Map<Long, Set<LockMode>> existing(Map<Long, Set<LockMode>> all) {
        Map<Long, Set<LockMode>> existing = new LinkedHashMap<>(all);
        existing.keySet().retainAll(start.tables().keySet());
        return existing;
    }
}
