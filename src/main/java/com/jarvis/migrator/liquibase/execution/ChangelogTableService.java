package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.change.ColumnConfig;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.executor.jvm.ChangelogJdbcMdcListener;
import liquibase.statement.core.RawParameterizedSqlStatement;
import liquibase.statement.core.SelectFromDatabaseChangeLogStatement;

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

    /**
     * In the order of execution alone. Liquibase sorts by time first, but {@code dateexecuted} is a local time without a time
     * zone: runs in two time zones, a clock that was set back, or the end of summer time would change the order.
     */
    @Override
    public List<Map<String, ?>> queryDatabaseChangeLogTable(Database database) throws DatabaseException {
        SelectFromDatabaseChangeLogStatement select = new SelectFromDatabaseChangeLogStatement(
                        new ColumnConfig().setName("*").setComputed(true))
                .setOrderBy("ORDEREXECUTED ASC");
        return ChangelogJdbcMdcListener.query(getDatabase(), executor -> executor.queryForList(select));
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
