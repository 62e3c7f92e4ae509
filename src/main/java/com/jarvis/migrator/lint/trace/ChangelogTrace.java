package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.executor.ExecutorService;
import liquibase.logging.core.NoOpLogService;

/** Traces changesets of a changelog in a throw-away server, which is brought to the state before them first. */
public final class ChangelogTrace {

    /** Brings the server to the state before the changesets that are traced. */
    @FunctionalInterface
    private interface Setup {
        void run(Database database, Extensions extensions) throws LiquibaseException, SQLException;
    }

    private final LiveRows live;
    private final String lockTimeout;

    /**
     * @param live the database that the migrations are for
     * @param lockTimeout as {@code liquibase:update} sets it, in PostgreSQL's notation: {@code "5s"}, {@code "0"} for none
     */
    public ChangelogTrace(LiveRows live, String lockTimeout) {
        this.live = live;
        this.lockTimeout = lockTimeout;
    }

    /**
     * Runs the applied changesets, then the pending ones with a trace, up to the first that fails or
     * whose rollback leaves another catalog: what comes after it would start from the wrong one.
     *
     * @return one for each pending changeset that was reached
     * @throws MigratorException if the server does not start, or an applied changeset does not run there
     */
    public List<TracedMigration> trace(List<ChangeSet> applied, List<ChangeSet> pending) throws LiquibaseException {
        return trace(
                (database, extensions) -> {
                    for (ChangeSet changeSet : applied) {
                        replay(database, changeSet, extensions);
                    }
                },
                pending);
    }

    /**
     * As {@link #trace(List, List)}, from what statements make of an empty database.
     *
     * @param start make at least what the changesets work on
     * @throws MigratorException if the server does not start, or a statement does not run there
     */
    public List<TracedMigration> traceFrom(List<String> start, List<ChangeSet> pending) throws LiquibaseException {
        return trace(
                (database, extensions) -> {
                    extensions.create();
                    Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
                    try (Statement statement = connection.createStatement()) {
                        for (String sql : start) {
                            statement.execute(sql);
                        }
                    }
                    database.commit();
                },
                pending);
    }

    private List<TracedMigration> trace(Setup setup, List<ChangeSet> pending) throws LiquibaseException {
        if (pending.isEmpty()) {
            return List.of();
        }
        try (ScratchServer server = new ScratchServer();
                Connection connection = server.connect()) {
            setLockTimeout(connection);
            Database database = new PostgresDatabase();
            database.setConnection(new JdbcConnection(connection));
            return Scope.child(
                    Map.of(Scope.Attr.logService.name(), new NoOpLogService(), Scope.Attr.database.name(), database),
                    () -> trace(database, connection, setup, pending));
        } catch (LiquibaseException e) {
            throw e;
        } catch (Exception e) {
            throw new MigratorException("The migrations could not be traced: " + e.getMessage(), e);
        }
    }

    private List<TracedMigration> trace(Database database, Connection connection, Setup setup, List<ChangeSet> pending)
            throws LiquibaseException, SQLException, IOException {
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        ChangeLogHistoryServiceFactory histories =
                Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class);
        TracingExecutor executor = new TracingExecutor(database, connection);
        executors.setExecutor("jdbc", database, executor);
        try {
            ChangeLogHistoryService history = histories.getChangeLogService(database);
            history.init();
            setup.run(database, new Extensions(live.connection(), connection));
            Snapshot start = SnapshotReader.read(connection);
            ChangeSetTrace trace = new ChangeSetTrace(database, connection, executor, start, live);
            List<TracedMigration> traced = new ArrayList<>();
            for (ChangeSet changeSet : pending) {
                if (!traced.isEmpty() && traced.get(traced.size() - 1).isRolledBack()) {
                    ChangeSetTrace.run(database, pending.get(traced.size() - 1));
                }
                traced.add(trace.of(changeSet));
                if (traced.get(traced.size() - 1).isEnd()) {
                    break;
                }
            }
            Snapshot end = traced.get(traced.size() - 1).after();
            return traced.stream().map(migration -> migration.endingIn(end)).toList();
        } finally {
            executors.clearExecutor("jdbc", database);
            histories.resetDatabase(database);
        }
    }

    /** Goes on without an extension that the server does not have: what comes after it may not need it. */
    private static void replay(Database database, ChangeSet changeSet, Extensions extensions)
            throws LiquibaseException, SQLException {
        try {
            ChangeSetTrace.run(database, changeSet);
        } catch (LiquibaseException first) {
            if (extensions.isUnavailable(Failure.message(first))) {
                return;
            }
            extensions.create();
            try {
                ChangeSetTrace.run(database, changeSet);
            } catch (LiquibaseException e) {
                throw new MigratorException(
                        """
                        %s (%s) is applied in your database but does not run in an empty one: %s
                        %sSo the pending migrations cannot be tried there. The changelog must make all that it needs, \
                        extensions included. To go without: -Dlint.fail=never""".formatted(
                                changeSet.getId(), changeSet.getFilePath(), Failure.message(e), extensions.missing()),
                        e);
            }
        }
    }

    private void setLockTimeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '%s'".formatted(lockTimeout.replace("'", "''")));
        }
    }
}
