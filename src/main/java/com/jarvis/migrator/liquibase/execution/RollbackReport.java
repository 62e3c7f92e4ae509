package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.execution.loss.RowChanges;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;

/** The lines about migrations that are rolled back, to be printed when they are committed. */
final class RollbackReport extends AbstractChangeExecListener {

    private final Connection connection;
    private final List<String> lines = new ArrayList<>();
    private ChangeSet current;
    private RowChanges rows;

    /** @param connection the one that the rollbacks run on */
    RollbackReport(Connection connection) {
        this.connection = connection;
    }

    /** The lines of what has been rolled back so far. */
    List<String> lines() {
        return lines;
    }

    /** The changeset that is being rolled back; null before the first. */
    ChangeSet current() {
        return current;
    }

    boolean clear() {
        lines.clear();
        return true;
    }

    @Override
    public void willRollback(ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        if (GuardedTransaction.isOpen()) {
            current = changeSet;
            execute(() -> rows = RowChanges.start(connection));
        }
    }

    @Override
    public void rolledBack(ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        if (GuardedTransaction.isOpen()) {
            execute(() -> {
                Set<Long> history = GuardedTransaction.history(database);
                String changed = rows.text(connection, () -> history);
                if (changeSet.getAttribute(UnmetPrecondition.HISTORY_ONLY) != null) {
                    return lines.add(UnmetPrecondition.removed(changeSet));
                }
                return lines.add(Printable.line(
                        "Rolled back " + ChangeSetName.of(changeSet) + (changed.isEmpty() ? "" : ": " + changed)));
            });
        }
    }

    private static void execute(Callable<?> step) {
        try {
            GuardedTransaction.execute(step);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
