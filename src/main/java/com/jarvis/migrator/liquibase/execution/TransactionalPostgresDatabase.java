package com.jarvis.migrator.liquibase.execution;

import java.util.Map;
import liquibase.Scope;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;

/**
 * Commits a changeset and its row in databasechangelog together. Liquibase commits the changes first and the row after them
 * (ChangeSet.execute and UpdateVisitor, 5.0.4); a run killed between the two leaves a migration that is applied but still
 * pending, and every later run fails on it.
 */
public class TransactionalPostgresDatabase extends PostgresDatabase {

    /** In Liquibase's scope, which all class loaders share; see {@link com.jarvis.migrator.Loaders}. */
    private static final String HOLDS_BACK = "jarvis.commitWithMark";

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    /** Does nothing while a changeset runs, as the commit of its row commits both; nor in a {@link GuardedTransaction}. */
    @Override
    public void commit() throws DatabaseException {
        if (!Scope.getCurrentScope().get(HOLDS_BACK, false)) {
            super.commit();
        }
    }

    /** Does nothing on a connection that is lost: PostgreSQL has rolled back, and Liquibase would show a stack trace. */
    @Override
    public void rollback() throws DatabaseException {
        if (!getConnection().isClosed()) {
            super.rollback();
        }
    }

    /** Runs a changeset, or several rollbacks, and leaves the transaction open. */
    static <T> T withoutCommit(Scope.ScopedRunnerWithReturn<T> changeSet) throws Exception {
        return Scope.child(Map.of(HOLDS_BACK, true), changeSet);
    }
}
