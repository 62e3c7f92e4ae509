package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.CatalogLines;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import com.jarvis.migrator.lint.trace.TracedMigration.Rollback;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
     * @param after the catalog after the migration
     * @param rollback runs the rollback
     */
    public <E extends Exception> Rollback run(Snapshot after, Trace.ThrowingRunnable<E> rollback) throws SQLException {
        String problem = null;
        try {
            rollback.run();
        } catch (Exception e) {
            problem = Failure.message(e);
        }
        if (!connection.getAutoCommit()) {
            if (problem == null) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }
        List<String> text = CatalogLines.read(connection);
        return new Rollback(
                true,
                CatalogLines.missing(textBefore, text),
                CatalogLines.missing(text, textBefore),
                problem == null ? restored(after, SnapshotReader.read(connection)) : List.of(),
                problem);
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
                                        .map(Column::name)
                                        .anyMatch(c.name()::equals))
                                .map(c -> "column " + t.name() + "." + c.name())))
                .toList();
    }

    private static Stream<Table> named(Snapshot catalog, Table table) {
        return catalog.tables().values().stream().filter(t -> t.name().equals(table.name()));
    }
}
