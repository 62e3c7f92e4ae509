package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.migrator.lock.AdvisoryLock;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import com.jarvis.migrator.session.BorrowedSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.LockException;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.StandardLockService;

/**
 * Liquibase's lock as an {@link AdvisoryLock}: it ends with the session that holds it. It needs no table, and ignores a row
 * that another run left in databasechangeloglock.
 */
public class AdvisoryLockService extends StandardLockService {

    private static final long POLL_MILLIS = 250;

    private AdvisoryLock lock;
    /** Set while it holds the lock in a session that the migrator has not opened. */
    private BorrowedSession borrowed;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(Database database) {
        return database instanceof PostgresDatabase && database.getConnection() instanceof JdbcConnection;
    }

    /** There is no table to create. */
    @Override
    public void init() {}

    /** @throws LockException with the whole text for the user, if {@code lock.wait} is over */
    @Override
    public void waitForLock() throws LockException {
        Instant start = Instant.now();
        boolean told = false;
        while (!acquireLock()) {
            LockSettings settings = settings();
            Optional<Session> holder = holder();
            if (Instant.now().isAfter(start.plus(settings.patience()))) {
                throw new LockRefused(gaveUp(settings, holder));
            }
            if (!told && holder.isPresent()) {
                told = true;
                Console.out()
                        .println("Another migration is running: %s; waiting up to %s for it (-Dlock.wait)"
                                .formatted(describe(holder.get()), LockSettings.text(settings.patience())));
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LockException(e);
            }
        }
    }

    @Override
    public boolean acquireLock() throws LockException {
        if (hasChangeLogLock) {
            return true;
        }
        if (Scope.getCurrentScope().getSingleton(ExecutorService.class).getExecutor("jdbc", database)
                instanceof LoggingExecutor) {
            hasChangeLogLock = true; // commands like updateSQL only write a script
            return true;
        }
        try {
            LockSettings settings = settings();
            database.rollback();
            lock = lock(settings);
            hasChangeLogLock = lock.tryAcquire();
            if (hasChangeLogLock) {
                borrowed = PostgresConnection.isOwn(database.getConnection())
                        ? null
                        : BorrowedSession.prepare(lock.connection());
                lock.endWithThisProcess();
            }
            database.commit();
        } catch (MigratorException e) {
            throw new LockRefused(e);
        } catch (SQLException | DatabaseException e) {
            throw new LockException(e);
        }
        if (hasChangeLogLock) {
            // The previous holder of the lock may have run what was read as pending.
            Scope.getCurrentScope()
                    .getSingleton(ChangeLogHistoryServiceFactory.class)
                    .getChangeLogService(database)
                    .reset();
            database.setCanCacheLiquibaseTableInfo(true);
        }
        return hasChangeLogLock;
    }

    @Override
    public void releaseLock() {
        if (lock != null && hasChangeLogLock) {
            try {
                database.rollback();
                lock.release();
                HistorySession.end(database);
                if (borrowed != null) {
                    borrowed.restore(lock.connection());
                }
                database.commit();
            } catch (SQLException | DatabaseException e) {
                Scope.getCurrentScope().getLog(getClass()).fine("The session has ended, and the lock with it", e);
            }
        }
        hasChangeLogLock = false;
    }

    /** {@code releaseLocks} has nothing to release, so it prints which session runs a migration and how to end it. */
    @Override
    public void forceReleaseLock() throws LockException {
        Console.out()
                .println(holder().map(holder -> """
                        A migration is running: %s. It releases its lock when it ends. To end it now:
                          select pg_terminate_backend(%d)""".formatted(describe(holder), holder.pid()))
                        .orElse("No migration is running and no lock is held: a lock ends with its session."));
    }

    @Override
    public DatabaseChangeLogLock[] listLocks() throws LockException {
        return holder().map(holder -> new DatabaseChangeLogLock[] {
                    new DatabaseChangeLogLock(
                            holder.pid(),
                            Date.from(
                                    holder.connected() == null
                                            ? Instant.now()
                                            : Instant.now().minus(holder.connected())),
                            holder.who())
                })
                .orElseGet(() -> new DatabaseChangeLogLock[0]);
    }

    private Optional<Session> holder() throws LockException {
        try {
            Optional<Session> holder = lock(LockSettings.DEFAULT).holder();
            database.rollback(); // an open snapshot would block a CREATE INDEX CONCURRENTLY
            return holder;
        } catch (SQLException | DatabaseException e) {
            throw new LockException(e);
        }
    }

    private AdvisoryLock lock(LockSettings settings) {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        return AdvisoryLock.of(connection, database.getLiquibaseSchemaName(), settings);
    }

    private static LockSettings settings() throws LockException {
        try {
            return LockSettings.of(CommandLine.current().values());
        } catch (MigratorException e) {
            throw new LockRefused(e);
        }
    }

    private static MigratorException gaveUp(LockSettings settings, Optional<Session> holder) {
        String who = holder.map(AdvisoryLockService::describe).orElse("a session that has just ended");
        String kill = holder.map(
                        session -> ", or end it with\n  select pg_terminate_backend(%d)".formatted(session.pid()))
                .orElse("");
        return new MigratorException("""
                Another migration is running on this database; after waiting %s for it, this one did nothing.
                It is %s.
                Run this again when it has ended, wait longer with -Dlock.wait=30min%s""".formatted(LockSettings.text(settings.patience()), who, kill));
    }

    private static String describe(Session holder) {
        return holder.who()
                + (holder.connected() == null ? "" : ", connected " + LockSettings.text(holder.connected()) + " ago");
    }

    /** Its text is the message alone, as Liquibase prints the toString() of a cause. */
    private static final class LockRefused extends LockException {
        LockRefused(MigratorException cause) {
            super(cause.getMessage(), cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
