package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.execution.DeferredConstraints;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.execution.LockRetry;
import com.jarvis.migrator.execution.loss.LossGuard;
import com.jarvis.migrator.execution.loss.RowChanges;
import com.jarvis.migrator.flyway.FlywayHistory;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.migrator.liquibase.history.ProjectFiles;
import com.jarvis.migrator.liquibase.history.Reason;
import com.jarvis.migrator.lock.LockSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import liquibase.Scope;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.MigrationFailedException;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.exception.RollbackFailedException;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.PreconditionContainer.OnSqlOutputOption;
import liquibase.precondition.core.SqlPrecondition;

/**
 * A changeset behind which nobody queues for longer than {@code lock.timeout}: if it does not get a lock in that time, it
 * is rolled back and retried. Any other failure is explained in full by the {@link MigratorException} that is its cause.
 */
class MigrationChangeSet extends ChangeSet {

    private enum Direction {
        UPDATE("and is not applied; those before it are", CommandHint.UPDATE),
        ROLLBACK("to roll back and is still applied; those after it are rolled back", CommandHint.ROLLBACK);

        private final String state;
        private final CommandHint again;

        Direction(String state, CommandHint again) {
            this.state = state;
            this.again = again;
        }
    }

    MigrationChangeSet(DatabaseChangeLog changeLog) {
        super(changeLog);
    }

    MigrationChangeSet(
            String id,
            String author,
            boolean alwaysRun,
            boolean runOnChange,
            String filePath,
            String contextFilter,
            String dbmsList,
            String runWith,
            String runWithSpoolFile,
            boolean runInTransaction,
            ObjectQuotingStrategy quotingStrategy,
            DatabaseChangeLog changeLog) {
        super(
                id,
                author,
                alwaysRun,
                runOnChange,
                filePath,
                contextFilter,
                dbmsList,
                runWith,
                runWithSpoolFile,
                runInTransaction,
                quotingStrategy,
                changeLog);
    }

    @Override
    public ExecType execute(DatabaseChangeLog changeLog, ChangeExecListener listener, Database database)
            throws MigrationFailedException {
        try {
            Optional<String> done = SquashRow.ifDone(this, database);
            if (done.isPresent()) {
                setAttribute(UnmetPrecondition.HISTORY_ONLY, done.get());
                return ExecType.EXECUTED;
            }
            return run(
                    database,
                    Direction.UPDATE,
                    () -> ProjectFiles.alone(() -> super.execute(changeLog, listener, database)));
        } catch (MigrationFailedException e) {
            throw e;
        } catch (Exception e) {
            throw new MigrationFailedException(this, e);
        }
    }

    /** Runs the rollback, unless a precondition had marked the changeset as run: then there is nothing to undo. */
    @Override
    public void rollback(Database database, ChangeExecListener listener) throws RollbackFailedException {
        try {
            RanChangeSet ran = database.getRanChangeSet(this);
            if (ran != null
                    && ran.getExecType() == ExecType.MARK_RAN
                    && Squash.of(this).isEmpty()) {
                setAttribute(UnmetPrecondition.HISTORY_ONLY, true);
                return;
            }
            run(
                    database,
                    Direction.ROLLBACK,
                    () -> ProjectFiles.alone(() -> {
                        super.rollback(database, listener);
                        return null;
                    }));
        } catch (RollbackFailedException e) {
            throw e;
        } catch (Exception e) {
            throw new RollbackFailedException(e);
        }
    }

    private <T> T run(Database database, Direction direction, Callable<T> changes) throws Exception {
        if (!(database instanceof PostgresDatabase)
                || !(database.getConnection() instanceof JdbcConnection jdbc)
                || Scope.getCurrentScope().getSingleton(ExecutorService.class).getExecutor("jdbc", database)
                        instanceof LoggingExecutor) {
            ignorePreconditions();
            return changes.call();
        }
        Connection connection = jdbc.getUnderlyingConnection();
        LockSettings settings = LockSettings.of(CommandLine.current().values());
        try {
            return Scope.child(Map.of(Scope.Attr.logService.name(), new QuietLog()), () -> {
                if (GuardedTransaction.isOpen()) {
                    return withOthers(database, connection, changes);
                }
                if (!isRunInTransaction()) {
                    return TransactionalPostgresDatabase.withoutCommit(changes::call); // see StatementExecutor
                }
                return new LockRetry(connection, settings, () -> PostgresConnection.second(jdbc))
                        .run(
                                ChangeSetName.of(this),
                                () -> TransactionalPostgresDatabase.withoutCommit(() -> {
                                    RowChanges rows = RowChanges.beforeTransaction(connection);
                                    T result = changes.call();
                                    DeferredConstraints.check(connection);
                                    setAttribute(
                                            GuardedTransaction.ROWS,
                                            HistorySession.readLast(
                                                    database,
                                                    () -> rows.text(
                                                            connection, () -> GuardedTransaction.history(database))));
                                    return result;
                                }));
            });
        } catch (Exception e) {
            throw GuardedTransaction.isOpen() && isAboutLocks(e) ? e : explained(e, direction, database, connection);
        }
    }

    /**
     * A command that only writes a script runs no SQL of a changelog on the database, whatever {@code onSqlOutput} says, but the two
     * queries that only look at Flyway's table.
     */
    private void ignorePreconditions() {
        if (getPreconditions() != null
                && getPreconditions().getOnSqlOutput() == OnSqlOutputOption.TEST
                && !areFlyways(getPreconditions())) {
            getPreconditions().setOnSqlOutput(OnSqlOutputOption.IGNORE);
        }
    }

    private static boolean areFlyways(PreconditionLogic preconditions) {
        return preconditions.getNestedPreconditions().stream()
                .allMatch(one -> one instanceof PreconditionLogic logic
                        ? areFlyways(logic)
                        : one instanceof SqlPrecondition check && FlywayHistory.isQuery(check.getSql()));
    }

    /** In one transaction with other changesets, which is retried as a whole. */
    private static <T> T withOthers(Database database, Connection connection, Callable<T> changes) throws Exception {
        AtomicReference<Savepoint> savepoint = new AtomicReference<>();
        GuardedTransaction.execute(() -> {
            savepoint.set(connection.setSavepoint());
            return null;
        });
        T result = changes.call();
        GuardedTransaction.execute(() -> {
            DeferredConstraints.check(connection);
            DeferredConstraints.deferAgain(connection);
            release(connection, savepoint.get());
            return null;
        });
        return result;
    }

    /** Ends what SET TRANSACTION READ ONLY has set. */
    private static void release(Connection connection, Savepoint savepoint) throws SQLException, MigratorException {
        try {
            connection.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            // It no longer exists, or there is no transaction: invalid_savepoint_specification,
            // no_active_sql_transaction.
            if (!"3B001".equals(e.getSQLState()) && !"25P01".equals(e.getSQLState())) {
                throw e;
            }
            throw LossGuard.ended();
        }
    }

    private static boolean isAboutLocks(Exception thrown) {
        return FailedStatement.in(thrown).filter(FailedStatement::isAboutLocks).isPresent();
    }

    /** A refusal has its whole text already. */
    private Exception explained(Exception thrown, Direction direction, Database database, Connection connection) {
        if (MigratorException.in(thrown).isPresent()) {
            return thrown;
        }
        String state = GuardedTransaction.isOpen() ? GuardedRollback.state() : direction.state;
        RunFailure failure = new RunFailure(ChangeSetName.place(this), state, direction.again, isRunInTransaction());
        return RunFailure.explained(
                thrown,
                failure.blocked(thrown)
                        .or(() -> precondition(thrown))
                        .or(() -> failure.failed(thrown, connection)
                                .map(text -> text + ExistingObject.advice(thrown, this, database)))
                        .orElseGet(() -> failure.text(reason(thrown))));
    }

    /** The precondition that stopped it: {@code onFail: HALT} or {@code onError: HALT}, the defaults. */
    private Optional<String> precondition(Exception thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String reason = t instanceof PreconditionFailedException failed
                    ? UnmetPrecondition.text(failed)
                    : t instanceof PreconditionErrorException error ? UnmetPrecondition.text(error) : null;
            if (reason != null) {
                return Optional.of("""
                        %s is not applied, because its precondition is not met: %s
                        Those before it are applied. Bring the database into the state that the precondition expects, then run:
                          %s""".formatted(ChangeSetName.place(this), reason, CommandHint.UPDATE.typed()));
            }
        }
        return Optional.empty();
    }

    /** Liquibase reports a class that is missing with a NullPointerException. */
    private String reason(Exception thrown) {
        return getChanges().stream()
                .filter(change -> change instanceof CustomChangeWrapper custom && custom.getCustomChange() == null)
                .map(change -> "The class %s of its customChange is not on the class path"
                        .formatted(((CustomChangeWrapper) change).getClassName()))
                .findFirst()
                .orElseGet(() -> Reason.of(thrown));
    }
}
