package com.jarvis.migrator.liquibase;

import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;

/**
 * The table databasechangelog, made once when several first runs make it at the same time. Liquibase makes it before it
 * takes its lock, so all but the first of them fail (DatabaseChangelogCommandStep, 5.0.4).
 */
public class HistoryService extends StandardChangeLogHistoryService {

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
        try {
            super.init();
        } catch (DatabaseException e) {
            getDatabase().rollback();
            reset();
            if (!hasDatabaseChangeLogTable()) {
                throw e;
            }
            super.init();
        }
    }
}
