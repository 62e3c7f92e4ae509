package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.trace.TracedMigration.Rollback;
import com.jarvis.migrator.lint.trace.TracedMigration.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.resource.Resource;

/** Traces changesets one after the other in a scratch database, each with its rollback. */
final class ChangeSetTrace {

    private final Database database;
    private final Connection connection;
    private final TracingExecutor executor;
    private final Snapshot start;
    private final LiveRows live;

    /**
     * @param connection of the database
     * @param executor of the database
     * @param start the catalog before all changesets
     * @param live the rows of the live database
     */
    ChangeSetTrace(Database database, Connection connection, TracingExecutor executor, Snapshot start, LiveRows live) {
        this.database = database;
        this.connection = connection;
        this.executor = executor;
        this.start = start;
        this.live = live;
    }

    TracedMigration of(ChangeSet changeSet) throws LiquibaseException, SQLException, IOException {
        Trace trace = new Trace(connection, start);
        RollbackTrace rollback = new RollbackTrace(connection, trace.before());
        Optional<Failure> failure = run(changeSet, trace);
        Snapshot after = failure.isEmpty() ? trace.end() : trace.now();
        Optional<Rollback> back = Optional.empty();
        if (failure.isEmpty() && !trace.statements().isEmpty()) {
            back = Optional.of(
                    changeSet.supportsRollback(database) ? rollBack(changeSet, after, rollback) : Rollback.NONE);
        }
        return new TracedMigration(
                source(changeSet), trace.before(), after, trace.statements(), failure, back, live, after);
    }

    private Optional<Failure> run(ChangeSet changeSet, Trace trace) {
        executor.traceTo(trace);
        try {
            run(database, changeSet);
            return trace.failure();
        } catch (LiquibaseException e) {
            return trace.failure().or(() -> Optional.of(Failure.of(0, "", e)));
        } finally {
            executor.traceTo(null);
        }
    }

    private Rollback rollBack(ChangeSet changeSet, Snapshot after, RollbackTrace rollback)
            throws LiquibaseException, SQLException {
        return rollback.run(after, () -> {
            changeSet.rollback(database);
            database.removeRanStatus(changeSet);
        });
    }

    /** Runs a changeset as an update does, and marks it as run. */
    static void run(Database database, ChangeSet changeSet) throws LiquibaseException {
        DatabaseChangeLog changeLog = changeSet.getChangeLog();
        ChangeSet.ExecType result = changeSet.execute(changeLog, null, database);
        if (result != ChangeSet.ExecType.SKIPPED) {
            database.markChangeSetExecStatus(changeSet, result);
        }
        database.commit();
    }

    private static Source source(ChangeSet changeSet) throws IOException {
        String text = text(changeSet.getFilePath());
        return new Source(
                changeSet.getId(),
                changeSet.getFilePath(),
                text,
                changeSet.isRunInTransaction(),
                YamlLines.ofChanges(text, changeSet.getId()));
    }

    private static String text(String path) throws IOException {
        Resource resource = Scope.getCurrentScope().getResourceAccessor().get(path);
        if (resource == null || !resource.exists()) {
            return "";
        }
        try (InputStream in = resource.openInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
