package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.CatalogLines;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import com.jarvis.migrator.lint.trace.TracedMigration.Rollback;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs the rollback of a migration and compares the catalog with the one before the migration. */
public final class RollbackTrace {

    private final Connection connection;
    private final Snapshot before;
    private final List<String> textBefore;

    /** @param before the present catalog, before the migration */
    public RollbackTrace(Connection connection, Snapshot before) throws SQLException {
        this.connection = connection;
        this.before = before;
        this.textBefore = CatalogLines.read(connection);
    }

    /**
     * Runs the rollback to stay.
     *
     * @param after the catalog after the migration
     * @param rollback runs the rollback
     */
    public <E extends Exception> Rollback run(Snapshot after, Trace.ThrowingRunnable<E> rollback) throws SQLException {
        String problem = problem(rollback);
        if (!connection.getAutoCommit()) {
            if (problem == null) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }
        return result(after, problem);
    }

    /**
     * Runs the rollback in a transaction and takes that back, so that the migration is still applied; unless the rollback commits.
     *
     * @param after the catalog after the migration
     * @param rollback runs the rollback, and does not commit at its end
     * @param transaction the id of the transaction in which the first statement of the rollback has run; null if there was none
     */
    <E extends Exception> Rollback runInTransaction(
            Snapshot after, Trace.ThrowingRunnable<E> rollback, Supplier<String> transaction) throws SQLException {
        String problem = problem(() -> {
            rollback.run();
            execute("set constraints all immediate");
        });
        if (problem != null) {
            connection.rollback();
        }
        Rollback result = result(after, problem);
        connection.rollback();
        return result.takenBack(isAborted(transaction.get()));
    }

    private static <E extends Exception> String problem(Trace.ThrowingRunnable<E> rollback) {
        try {
            rollback.run();
            return null;
        } catch (Exception e) {
            return Failure.message(e);
        }
    }

    private boolean isAborted(String transaction) throws SQLException {
        return transaction == null
                || "aborted"
                        .equals(SystemQuery.one(
                                connection,
                                "select pg_xact_status(?::text::xid8)",
                                row -> row.getString(1),
                                transaction));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Rollback result(Snapshot after, String problem) throws SQLException {
        List<String> text = CatalogLines.read(connection);
        return new Rollback(
                true,
                CatalogLines.missing(textBefore, text),
                CatalogLines.missing(text, textBefore),
                problem == null ? restored(after, SnapshotReader.read(connection)) : List.of(),
                problem,
                false);
    }

    private List<String> restored(Snapshot after, Snapshot end) {
        return before.tables().values().stream()
                .filter(Table::storesRows)
                .flatMap(t -> !after.tables().containsKey(t.oid())
                        ? named(end, t).map(again -> "table " + t.name())
                        : named(end, t).flatMap(now -> t.columns().values().stream()
                                .filter(c ->
                                        after.table(t.oid()).column(c.number()).isEmpty())
                                .filter(c -> now.columns().values().stream()
                                        .filter(again -> !again.isComputed())
                                        .map(Column::name)
                                        .anyMatch(c.name()::equals))
                                .map(c -> "column " + t.name() + "." + c.name())))
                .toList();
    }

    private static Stream<Table> named(Snapshot catalog, Table table) {
        return catalog.tables().values().stream().filter(t -> t.name().equals(table.name()));
    }
}
