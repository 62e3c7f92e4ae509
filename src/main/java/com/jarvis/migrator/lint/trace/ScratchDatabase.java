package com.jarvis.migrator.lint.trace;

import java.util.List;
import liquibase.change.Change;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.sql.visitor.SqlVisitor;

/** The throw-away database. Liquibase asks it, and not the executor, to undo a change that has no rollback of its own. */
final class ScratchDatabase extends PostgresDatabase {

    private TracingExecutor executor;
    private boolean commits = true;

    void setExecutor(TracingExecutor tracing) {
        executor = tracing;
    }

    /** Liquibase commits at the end of a rollback. */
    <E extends Exception> void withoutCommit(Trace.ThrowingRunnable<E> work) throws E {
        commits = false;
        try {
            work.run();
        } finally {
            commits = true;
        }
    }

    @Override
    public void commit() throws DatabaseException {
        if (commits) {
            super.commit();
        }
    }

    @Override
    public void executeRollbackStatements(Change change, List<SqlVisitor> visitors) throws LiquibaseException {
        if (!ProgramChange.is(change) || executor.mayRollBack(change)) {
            super.executeRollbackStatements(change, visitors);
        }
    }
}
