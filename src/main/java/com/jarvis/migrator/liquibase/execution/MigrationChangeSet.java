package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.execution.LockRetry;
import com.jarvis.migrator.execution.NoLockException;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.migrator.liquibase.connection.ServerFailure;
import com.jarvis.migrator.liquibase.history.Reason;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.MigrationFailedException;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.exception.RollbackFailedException;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;

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

    @Override
    public ExecType execute(DatabaseChangeLog changeLog, ChangeExecListener listener, Database database)
            throws MigrationFailedException {
        try {
            return run(database, Direction.UPDATE, () -> super.execute(changeLog, listener, database));
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
            if (ran != null && ran.getExecType() == ExecType.MARK_RAN) {
                setAttribute(UnmetPrecondition.HISTORY_ONLY, true);
                return;
            }
            run(database, Direction.ROLLBACK, () -> {
                super.rollback(database, listener);
                return null;
            });
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
            return changes.call();
        }
        Connection connection = jdbc.getUnderlyingConnection();
        LockSettings settings = LockSettings.of(CommandLine.current().values());
        try {
            return Scope.child(Map.of(Scope.Attr.logService.name(), new QuietLog()), () -> {
                if (!isRunInTransaction()) {
                    return TransactionalPostgresDatabase.withoutCommit(changes::call); // see StatementExecutor
                }
                return new LockRetry(connection, settings, () -> PostgresConnection.second(jdbc))
                        .run(
                                getId(),
                                () -> TransactionalPostgresDatabase.withoutCommit(() -> {
                                    T result = changes.call();
                                    checkDeferredConstraints(connection);
                                    return result;
                                }));
            });
        } catch (Exception e) {
            throw explained(e, direction, connection);
        }
    }

    /** At the commit, it would be too late to name the migration that violates them. */
    private static void checkDeferredConstraints(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set constraints all immediate");
        } catch (SQLException e) {
            if (!connection.isClosed()) {
                connection.rollback();
            }
            throw e;
        }
    }

    /** The causes are kept as suppressed exceptions, for {@code mvn -e}: Maven would append the text of a cause to ours. */
    private Exception explained(Exception thrown, Direction direction, Connection connection) {
        String text = null;
        for (Throwable t = thrown; t != null && text == null; t = t.getCause()) {
            text = t instanceof NoLockException noLock ? blocked(direction, noLock) : null;
        }
        if (text == null) {
            text = precondition(thrown).orElse(null);
        }
        if (text == null) {
            text = FailedStatement.in(thrown)
                    .map(failed -> failure(direction, failed, connection))
                    .orElse(null);
        }
        if (text == null) {
            text = "%s failed %s.%s%n%n%s.%n%nFix the migration and run it again:%n  %s"
                    .formatted(getFilePath(), direction.state, partly(), reason(thrown), direction.again.typed());
        }
        MigratorException explained = new MigratorException(text);
        explained.addSuppressed(thrown);
        return explained;
    }

    /** The precondition that stopped it: {@code onFail: HALT} or {@code onError: HALT}, the defaults. */
    private Optional<String> precondition(Exception thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String reason = t instanceof PreconditionFailedException failed
                    ? failed.getFailedPreconditions().stream()
                            .map(UnmetPrecondition::text)
                            .distinct()
                            .collect(Collectors.joining("; "))
                    : t instanceof PreconditionErrorException error
                            ? error.getErrorPreconditions().stream()
                                    .map(UnmetPrecondition::text)
                                    .distinct()
                                    .collect(Collectors.joining("; "))
                            : null;
            if (reason != null) {
                return Optional.of("""
                        %s is not applied, because its precondition is not met: %s
                        Those before it are applied. Bring the database into the state that the precondition expects, then run:
                          %s""".formatted(getFilePath(), reason, CommandHint.UPDATE.typed()));
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

    private String failure(Direction direction, FailedStatement failed, Connection connection) {
        String next = failed.isAboutConnection()
                ? "The connection was lost; PostgreSQL rolls back what was not committed. Run it again when the server is back:"
                : ServerFailure.of(failed.cause(), connection)
                        .map(failure -> failure.text() + "\nThen run it again:")
                        .orElse("Fix the migration and run it again:");
        return "%s failed %s.%s\n\n%s\n\n%s\n  %s"
                .formatted(getFilePath(), direction.state, partly(), failed.text(), next, direction.again.typed());
    }

    private String blocked(Direction direction, NoLockException noLock) {
        LockSettings settings = noLock.settings();
        List<Session> blockers = noLock.blockers();
        String who = blockers.isEmpty()
                ? "It is not known which session blocked it."
                : "Blocked by: " + blockers.stream().map(Session::doing).collect(Collectors.joining("\n            "));
        String end = blockers.isEmpty() || blockers.get(0).pid() == 0
                ? ""
                : "\nor end the session that blocks it:\n  select pg_terminate_backend(%d)"
                        .formatted(blockers.get(0).pid());
        return """
                %s got no lock in %d attempts of %s %s.%s

                %s

                %s
                Run it again when that session has ended, or wait longer:
                  %s%s""".formatted(
                getFilePath(),
                settings.retries() + 1,
                LockSettings.text(settings.timeout()),
                direction.state,
                partly(),
                noLock.failed().text(),
                who,
                direction.again.typed(
                        "lock.%s=%s"
                                .formatted(
                                        isRunInTransaction()
                                                        || !settings.timeout().equals(settings.patience())
                                                ? "timeout"
                                                : "wait",
                                        LockSettings.text(settings.timeout().multipliedBy(2))
                                                .replace(" ", "")),
                        "lock.retries=" + (settings.retries() * 2 + 1)),
                end);
    }

    private String partly() {
        return isRunInTransaction()
                ? ""
                : "\nIt runs outside a transaction, so its statements before this one stay applied.";
    }
}
