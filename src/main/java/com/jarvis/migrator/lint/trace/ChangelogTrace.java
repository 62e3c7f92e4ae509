package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.embedded.ScratchServer;
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

/** Traces changesets of a changelog on a throw-away server, after bringing it to the state before them. */
public final class ChangelogTrace {

    /** Brings the server to the state before the traced changesets. */
    @FunctionalInterface
    private interface Setup {
        void run(Database database, Extensions extensions) throws LiquibaseException, MigratorException, SQLException;
    }

    private final LiveRows live;
    private final String lockTimeout;

    /**
     * @param live the database to migrate
     * @param lockTimeout as {@code liquibase:update} sets it, in PostgreSQL's notation: {@code "5s"}, {@code "0"} for none
     */
    public ChangelogTrace(LiveRows live, String lockTimeout) {
        this.live = live;
        this.lockTimeout = lockTimeout;
    }

    /**
     * Runs the applied changesets, then traces the pending ones, up to the first that fails or whose rollback does not
     * restore the catalog: later ones would start from the wrong state.
     *
     * @return one for each pending changeset that was reached
     * @throws MigratorException if the server does not start, or an applied changeset does not run there
     */
    public List<TracedMigration> trace(List<ChangeSet> applied, List<ChangeSet> pending)
            throws LiquibaseException, MigratorException {
        return trace(
                (database, extensions) -> {
                    for (ChangeSet changeSet : applied) {
                        replay(database, changeSet, extensions);
                    }
                },
                pending);
    }

    /**
     * As {@link #trace(List, List)}, but starts with statements in an empty database.
     *
     * @param start statements that create at least what the changesets change
     * @throws MigratorException if the server does not start, or a statement does not run there
     */
    public List<TracedMigration> traceFrom(List<String> start, List<ChangeSet> pending)
            throws LiquibaseException, MigratorException {
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

    private List<TracedMigration> trace(Setup setup, List<ChangeSet> pending)
            throws LiquibaseException, MigratorException {
        if (pending.isEmpty()) {
            return List.of();
        }
        try (ScratchServer server = start();
                Connection connection = server.connect()) {
            setLockTimeout(connection);
            Database database = new PostgresDatabase();
            database.setConnection(new JdbcConnection(connection));
            database.setDatabaseChangeLogTableName("databasechangelog"); // wherever the live database has it
            database.setLiquibaseSchemaName("public");
            return Scope.child(
                    Map.of(Scope.Attr.logService.name(), new NoOpLogService(), Scope.Attr.database.name(), database),
                    () -> trace(database, connection, setup, pending));
        } catch (LiquibaseException | MigratorException e) {
            throw e;
        } catch (Exception e) {
            throw new MigratorException("The migrations could not be traced: " + e.getMessage(), e);
        }
    }

    private static ScratchServer start() throws MigratorException {
        try {
            return ScratchServer.start();
        } catch (MigratorException e) {
            throw new MigratorException(e.getMessage() + "\nTo continue without a trace: -Dlint.fail=never", e);
        }
    }

    private List<TracedMigration> trace(Database database, Connection connection, Setup setup, List<ChangeSet> pending)
            throws LiquibaseException, MigratorException, SQLException, IOException {
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

    /** Continues without an extension that the server lacks: later changesets may not need it. */
    private static void replay(Database database, ChangeSet changeSet, Extensions extensions)
            throws LiquibaseException, MigratorException, SQLException {
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
                        %s (%s) is applied in your database but fails in an empty one: %s
                        %sSo the pending migrations cannot be traced. The changelog must create everything that it needs, \
                        extensions included. To continue without a trace: -Dlint.fail=never""".formatted(
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
