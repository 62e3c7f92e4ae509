package com.jarvis.migrator.liquibase;

import java.util.concurrent.Callable;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;

/**
 * PostgreSQL, with a changeset and its row in databasechangelog committed together. Liquibase commits the changes first
 * and the row after them (ChangeSet.execute and UpdateVisitor, 5.0.4); a run killed between the two leaves a migration
 * that is applied and pending at once, and every later run fails on it.
 */
public class TransactionalPostgresDatabase extends PostgresDatabase {

    private boolean holdsBack;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    /** Does nothing while a changeset runs: the commit that follows, of its row, is for both. */
    @Override
    public void commit() throws DatabaseException {
        if (!holdsBack) {
            super.commit();
        }
    }

    /** Runs a changeset, or its rollback, and leaves its transaction open. */
    <T> T withoutCommit(Callable<T> changeSet) throws Exception {
        holdsBack = true;
        try {
            return changeSet.call();
        } finally {
            holdsBack = false;
        }
    }
}
