package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.execution.LockRetry;
import com.jarvis.migrator.execution.loss.Loss;
import com.jarvis.migrator.execution.loss.LossGuard;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.liquibase.history.QualifiedNames;
import com.jarvis.migrator.lock.LockSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

/**
 * One transaction for all that Liquibase executes, which is committed only if it destroys no data or the user allows it. It is
 * retried as a whole if it gets no lock.
 *
 * @param allowed whether data may be destroyed ({@code -Dallow=drop})
 * @param refusal makes the message for the user from what would be lost
 */
public record GuardedTransaction(Database database, boolean allowed, Function<List<Loss>, MigratorException> refusal) {

    /** In Liquibase's scope: the list of what was executed, each entry to be called to execute it again. */
    private static final String EXECUTED = "jarvis.executed";

    /** The attribute of a changeset that says which rows it deleted and updated. */
    static final String ROWS = "jarvis.rows";

    /** What a changeset did to rows, to append to its line: {@code : 3 rows of notes deleted}; empty if it did nothing. */
    public static String rows(ChangeSet changeSet) {
        String rows = (String) changeSet.getAttribute(ROWS);
        return rows == null || rows.isEmpty() ? "" : ": " + rows;
    }

    /** Whether Liquibase runs in a guarded transaction. */
    public static boolean isOpen() {
        return executed() != null;
    }

    /** Does something now, and again each time that the statements around it are executed again. */
    static <T> T execute(Callable<T> step) throws Exception {
        List<Callable<?>> executed = executed();
        if (executed == null) {
            return step.call();
        }
        executed.add(step);
        // What the step itself has Liquibase execute is part of it; recorded, it would run once more, and later.
        return Scope.child(Map.of(EXECUTED, new ArrayList<>()), step::call);
    }

    @SuppressWarnings("unchecked")
    private static List<Callable<?>> executed() {
        return (List<Callable<?>>) Scope.getCurrentScope().get(EXECUTED, List.class);
    }

    /**
     * Runs it and commits.
     *
     * @param name for the messages about retries
     * @param work runs Liquibase
     * @param isSql whether all that the work does in the database are statements of Liquibase's executor, which can be
     *     executed again without the work
     * @return the tables and columns that were dropped without a count, because that is allowed
     * @throws MigratorException if data would be destroyed
     * @throws Exception what the work throws; nothing has changed then
     */
    List<String> run(String name, LossGuard.Work work, boolean isSql) throws Exception {
        JdbcConnection jdbc = (JdbcConnection) database.getConnection();
        LockSettings settings = LockSettings.of(CommandLine.current().values());
        return new LockRetry(jdbc.getUnderlyingConnection(), settings, () -> PostgresConnection.second(jdbc))
                .run(name, () -> attempt(work, isSql));
    }

    private List<String> attempt(LossGuard.Work work, boolean isSql) throws Exception {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        try {
            LossGuard guard = new LossGuard(connection, history(database));
            List<Callable<?>> executed = new ArrayList<>();
            LossGuard.Work recorded = () -> TransactionalPostgresDatabase.withoutCommit(() -> {
                Scope.child(Map.of(EXECUTED, executed), work::run);
                return null;
            });
            List<String> dropped = List.of();
            if (allowed) {
                dropped = guard.runAnyway(recorded);
            } else {
                List<Loss> losses = guard.run(
                        recorded,
                        isSql
                                ? () -> executeAgain(executed)
                                : () -> {
                                    forgetHistory();
                                    recorded.run();
                                });
                if (!losses.isEmpty()) {
                    throw refusal.apply(losses);
                }
            }
            database.commit();
            return dropped;
        } catch (Exception e) {
            try {
                database.rollback();
            } catch (DatabaseException lost) {
                e.addSuppressed(lost); // PostgreSQL rolls back when a connection ends
            }
            forgetHistory();
            throw e;
        }
    }

    private static void executeAgain(List<Callable<?>> executed) throws Exception {
        for (Callable<?> step : executed) {
            step.call();
        }
    }

    /** What Liquibase believes of databasechangelog is not true after a rollback. */
    private void forgetHistory() {
        Scope.getCurrentScope()
                .getSingleton(ChangeLogHistoryServiceFactory.class)
                .getChangeLogService(database)
                .reset();
    }

    /** The oids of Liquibase's own tables. */
    static Set<Long> history(Database database) throws SQLException {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        Set<Long> oids = new HashSet<>(LossGuard.oid(connection, AppliedChangeSets.qualifiedTable(database)));
        String lock = QualifiedNames.in(
                database,
                () -> database.escapeTableName(
                        database.getLiquibaseCatalogName(),
                        database.getLiquibaseSchemaName(),
                        database.getDatabaseChangeLogLockTableName()));
        oids.addAll(LossGuard.oid(connection, lock));
        return oids;
    }
}
