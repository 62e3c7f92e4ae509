package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs statements in a transaction and finds out what data they destroyed, whatever they are: it compares the catalog and the
 * row counters before and after them. If something may be lost, the statements are rolled back to a savepoint, the tables are
 * locked and counted, and the statements run again.
 *
 * @param connection in a transaction, which the caller ends
 * @param ignored the oids of tables that do not count: the history of the migrations
 */
public record LossGuard(Connection connection, Set<Long> ignored) {

    /** Statements on the connection that do not end its transaction. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /**
     * Runs statements, at most a few times.
     *
     * @param work the statements
     * @param again does the same after the work was rolled back
     * @return what is lost, for the caller to roll back; if empty, the statements have run and may be committed
     * @throws MigratorException if the work ended the transaction
     * @throws Exception what the work throws
     */
    public List<Loss> run(Work work, Work again) throws Exception {
        RowReader reader = new RowReader(connection);
        Set<Effect> expected = new LinkedHashSet<>();
        long transaction = transaction();
        Savepoint start = connection.setSavepoint();
        Work next = work;
        while (true) {
            DataSnapshot before = DataSnapshot.read(connection, ignored);
            LossCount count = LossCount.before(reader, before, expected);
            List<Loss> dropped = count.dropped(expected);
            if (!dropped.isEmpty()) {
                return dropped;
            }
            RowStatistics statistics = RowStatistics.read(connection);
            next.run();
            if (transaction() != transaction) {
                throw ended();
            }
            DataSnapshot after = DataSnapshot.read(connection, ignored);
            RowStatistics changes = RowStatistics.read(connection).since(statistics);
            Set<Effect> effects = new Effects(before, after).all(reader, changes);
            if (expected.containsAll(effects)) {
                return count.losses(effects, after, changes);
            }
            connection.rollback(start);
            expected.addAll(effects);
            next = again;
        }
    }

    /** The failure of statements that end the transaction of the guard. */
    public static MigratorException ended() {
        return new MigratorException("""
                A statement ended the transaction (commit or rollback), so it was not checked whether it destroyed data, and what
                it did before stays. Remove it, or set runInTransaction: false in its changeset.""");
    }

    private long transaction() throws SQLException {
        return SystemQuery.one(connection, "select txid_current()", row -> row.getLong(1));
    }

    /**
     * Runs statements that may destroy data.
     *
     * @return the tables and columns that they dropped, for instance {@code table notes}; whether they held data is not known
     * @throws Exception what the work throws
     */
    public List<String> runAnyway(Work work) throws Exception {
        DataSnapshot before = DataSnapshot.read(connection, ignored);
        work.run();
        DataSnapshot after = DataSnapshot.read(connection, ignored);
        return new LossReport(before, new Effects(before, after).inCatalog()).dropped();
    }

    /** The oid of a table, as one of those to ignore; empty if it does not exist. */
    public static Set<Long> oid(Connection connection, String table) throws SQLException {
        return Set.copyOf(SystemQuery.list(
                connection, "select oid from pg_class where oid = to_regclass(?)", row -> row.getLong(1), table));
    }
}
