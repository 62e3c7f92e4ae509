package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.session.PinnedSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.Scope;
import liquibase.change.ColumnConfig;
import liquibase.changelog.ChangeSet;
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

    private boolean hasTimes;

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
            initTable();
            if (!existed && !isIdentified) {
                identifyByWholeRow();
            }
        } catch (DatabaseException e) {
            getDatabase().rollback();
            reset();
            if (!hasDatabaseChangeLogTable()) {
                throw e;
            }
            initTable();
        }
    }

    @Override
    public void reset() {
        super.reset();
        hasTimes = false;
    }

    private void initTable() throws DatabaseException {
        HistorySession.withSystemPath(getDatabase(), () -> {
            super.init();
            return null;
        });
    }

    /**
     * In the order of execution alone. Liquibase sorts by time first, but a clock may have been set back, and {@code
     * dateexecuted} has no time zone: Liquibase writes local time. The migrator writes UTC (see {@link PinnedSettings}).
     */
    @Override
    public List<Map<String, ?>> queryDatabaseChangeLogTable(Database database) throws DatabaseException {
        SelectFromDatabaseChangeLogStatement select = new SelectFromDatabaseChangeLogStatement(
                        new ColumnConfig().setName("*").setComputed(true),
                        new ColumnConfig().setName(ExecutionTimes.INSTANT).setComputed(true))
                .setOrderBy("ORDEREXECUTED ASC");
        List<Map<String, ?>> rows = HistorySession.read(
                database,
                () -> ChangelogJdbcMdcListener.query(getDatabase(), executor -> executor.queryForList(select)));
        return rows.stream().<Map<String, ?>>map(ExecutionTimes::withInstant).toList();
    }

    /** Writes the row, and the duration into it, with the session's own settings, and commits. */
    @Override
    public void setExecType(ChangeSet changeSet, ChangeSet.ExecType type) throws DatabaseException {
        Optional<SquashRow> squash = squash(changeSet);
        HistorySession.write(
                getDatabase(),
                () -> TransactionalPostgresDatabase.withoutCommit(() -> {
                    if (!hasTimes) {
                        super.setExecType(changeSet, type);
                        hasTimes = ExecutionTimes.write(getDatabase(), changeSet);
                    } else if (!HistoryInsert.with(
                            ExecutionTimes.of(changeSet), () -> super.setExecType(changeSet, type))) {
                        ExecutionTimes.update(getDatabase(), changeSet);
                    }
                    if (squash.isPresent()) {
                        squash.get().place();
                    }
                    return null;
                }));
        getDatabase().commit();
        if (squash.isPresent()) {
            reset(); // the order that it remembers is another one now
        }
    }

    @Override
    public void removeFromHistory(ChangeSet changeSet) throws DatabaseException {
        Optional<SquashRow> squash = squash(changeSet);
        HistorySession.write(getDatabase(), () -> {
            super.removeFromHistory(changeSet);
            if (squash.isPresent()) {
                squash.get().removeReplaced();
            }
        });
        if (squash.isPresent() && !GuardedTransaction.isOpen()) {
            getDatabase().commit();
        }
    }

    @Override
    public void replaceChecksum(ChangeSet changeSet) throws DatabaseException {
        HistorySession.write(getDatabase(), () -> super.replaceChecksum(changeSet));
    }

    @Override
    public void replaceFilePath(ChangeSet changeSet, String oldPath) throws DatabaseException {
        HistorySession.write(getDatabase(), () -> super.replaceFilePath(changeSet, oldPath));
    }

    private Optional<SquashRow> squash(ChangeSet changeSet) throws DatabaseException {
        return Squash.of(changeSet).isEmpty()
                ? Optional.empty()
                : SquashRow.of(getDatabase(), changeSet, getRanChangeSets());
    }

    private void identifyByWholeRow() throws DatabaseException {
        isIdentified = true;
        Database database = getDatabase();
        // Two commands may do this at once. If each had read the table in its transaction, they would wait for each
        // other.
        database.commit();
        Scope.getCurrentScope()
                .getSingleton(ExecutorService.class)
                .getExecutor("jdbc", database)
                .execute(new RawParameterizedSqlStatement(
                        "ALTER TABLE " + AppliedChangeSets.table(database) + " REPLICA IDENTITY FULL"));
        database.commit();
    }
}
