package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.embedded.Binaries;
import com.jarvis.migrator.embedded.LiveEnvironment;
import com.jarvis.migrator.embedded.ScratchServer;
import com.jarvis.migrator.embedded.Supplies;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.executor.ExecutorService;
import liquibase.logging.core.NoOpLogService;

/**
 * A throw-away server on which Liquibase runs changesets, with a history of its own, as a role that can neither run programs nor
 * read files of this machine.
 *
 * @param connection of the database, as that role
 * @param superuser to the same database
 */
record ReplayServer(
        Database database,
        Connection connection,
        Connection superuser,
        LiveEnvironment environment,
        Supplies supplies,
        TracingExecutor executor,
        ChangeSetTrace trace) {

    /** What is done on the server. */
    @FunctionalInterface
    interface Work<T> {
        T on(ReplayServer server) throws Exception;
    }

    /** Chooses the programs of the server. */
    @FunctionalInterface
    interface Choice {
        Binaries get() throws SQLException, MigratorException;
    }

    /**
     * Starts a server and ends it after the work.
     *
     * @param live what the server is supplied with
     * @param binaries the server's programs
     * @param isTrusted whether the programs and Java classes of the changelog run on this machine
     * @param otherwise what to do if it does not start, for the message
     */
    static <T> T run(LiveRows live, Choice binaries, boolean isTrusted, String otherwise, Work<T> work)
            throws Exception {
        LiveEnvironment environment =
                live.connection() == null ? LiveEnvironment.UNKNOWN : LiveEnvironment.of(live.connection());
        try (ScratchServer server = start(binaries, otherwise);
                Connection superuser = server.connect();
                Connection connection = server.connectAs(environment.role())) {
            environment.prepare(superuser);
            environment.setSearchPath(connection);
            ScratchDatabase database = new ScratchDatabase();
            database.setConnection(new JdbcConnection(connection));
            database.setDatabaseChangeLogTableName("databasechangelog"); // wherever the live database has it
            database.setLiquibaseSchemaName("public");
            TracingExecutor executor = new TracingExecutor(database, connection, isTrusted);
            database.setExecutor(executor);
            Supplies supplies = new Supplies(environment, superuser);
            ChangeSetTrace trace = new ChangeSetTrace(database, connection, superuser, executor, supplies, live);
            ReplayServer replay =
                    new ReplayServer(database, connection, superuser, environment, supplies, executor, trace);
            return Scope.child(
                    Map.of(Scope.Attr.logService.name(), new NoOpLogService(), Scope.Attr.database.name(), database),
                    () -> replay.withHistory(() -> work.on(replay)));
        }
    }

    private static ScratchServer start(Choice binaries, String otherwise) throws MigratorException, SQLException {
        try {
            return ScratchServer.start(binaries.get());
        } catch (MigratorException e) {
            throw new MigratorException(e.getMessage() + otherwise, e);
        }
    }

    private <T> T withHistory(Callable<T> work) throws Exception {
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        ChangeLogHistoryServiceFactory histories =
                Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class);
        executors.setExecutor("jdbc", database, executor);
        try {
            histories.getChangeLogService(database).init();
            return work.call();
        } finally {
            executors.clearExecutor("jdbc", database);
            histories.getChangeLogService(database).reset();
        }
    }
}
