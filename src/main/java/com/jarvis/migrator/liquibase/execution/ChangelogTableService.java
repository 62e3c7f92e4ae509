package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import liquibase.Scope;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.statement.core.RawParameterizedSqlStatement;

/**
 * Creates the table databasechangelog, even if several first runs do so at the same time. Liquibase creates it before it
 * takes its lock, so all but one of them would fail (DatabaseChangelogCommandStep, 5.0.4).
 *
 * <p>The table has no key. In a database that publishes all its tables for logical replication, PostgreSQL refuses to
 * update such a table unless the whole row is its replica identity (manual, 29.1.1).
 */
public class ChangelogTableService extends StandardChangeLogHistoryService {

    /** A command that only writes SQL never finds the table, and Liquibase calls init() for every changeset. */
    private boolean isIdentified;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(Database database) {
        return database instanceof PostgresDatabase && !(database.getConnection() instanceof OfflineConnection);
    }

    @Override
    public void init() throws DatabaseException {
        boolean existed = hasDatabaseChangeLogTable();
        try {
            super.init();
            if (!existed && !isIdentified) {
                identifyByWholeRow();
            }
        } catch (DatabaseException e) {
            getDatabase().rollback();
            reset();
            if (!hasDatabaseChangeLogTable()) {
                throw e;
            }
            super.init();
        }
    }

    private void identifyByWholeRow() throws DatabaseException {
        isIdentified = true;
        Database database = getDatabase();
        Scope.getCurrentScope()
                .getSingleton(ExecutorService.class)
                .getExecutor("jdbc", database)
                .execute(new RawParameterizedSqlStatement(
                        "ALTER TABLE " + AppliedChangeSets.table(database) + " REPLICA IDENTITY FULL"));
        database.commit();
    }
}
