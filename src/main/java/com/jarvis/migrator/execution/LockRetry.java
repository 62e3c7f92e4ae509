package com.jarvis.migrator.execution;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import liquibase.database.jvm.JdbcConnection;

/**
 * Runs work with PostgreSQL's lock_timeout and retries it after a pause, so that nobody queues behind it for longer than
 * {@code lock.timeout}.
 *
 * @param connection the work's connection, not in autocommit mode unless the work is a single statement
 * @param second opens another connection to the same database, for a {@link ProgressMonitor}
 */
public record LockRetry(Connection connection, LockSettings settings, Callable<JdbcConnection> second) {

    /**
     * @param name of the work, for the messages about retries
     * @param work undoes what it did if it fails, as a transaction does
     * @throws NoLockException if the last attempt got no lock either
     * @throws Exception any other failure of the work; it is not retried
     */
    public <T> T run(String name, Callable<T> work) throws Exception {
        List<Session> blockers = List.of();
        for (int attempt = 1; ; attempt++) {
            ProgressMonitor watch = new ProgressMonitor(limitWaiting(), firstLook(), second);
            try (watch) {
                return work.call();
            } catch (Exception e) {
                FailedStatement failed = FailedStatement.in(e).orElseThrow(() -> e);
                if (!failed.isAboutLocks()) {
                    throw e;
                }
                blockers = watch.blockers().isEmpty() ? blockers : watch.blockers();
                if (attempt > settings.retries()) {
                    throw new NoLockException(settings, failed, blockers, e);
                }
            }
            pause(name, attempt, blockers);
        }
    }

    /** @return the pid of the session */
    private int limitWaiting() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_catalog.pg_backend_pid(), pg_catalog.set_config('lock_timeout', '%d', false)%s"
                    .formatted(
                            settings.timeout().toMillis(),
                            connection.getAutoCommit() ? "" : "; commit")); // a rollback would undo the setting
            ResultSet row = statement.getResultSet();
            row.next();
            return row.getInt(1);
        }
    }

    private void pause(String name, int attempt, List<Session> blockers) throws InterruptedException {
        Duration pause = settings.pause(attempt);
        Console.out()
                .printf(
                        "%s got no lock in %s%s; retry %d of %d in %s%n",
                        Printable.line(name),
                        LockSettings.text(settings.timeout()),
                        blockers.isEmpty() ? "" : ", held by " + blockers.get(0).who(),
                        attempt,
                        settings.retries(),
                        LockSettings.text(pause));
        Thread.sleep(pause.toMillis());
    }

    private Duration firstLook() {
        long half = settings.timeout().toMillis() / 2;
        return Duration.ofMillis(half == 0 ? 1000 : Math.min(half, 1000));
    }
}
