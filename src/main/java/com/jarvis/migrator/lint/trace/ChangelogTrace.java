package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.embedded.Binaries;
import com.jarvis.migrator.embedded.Supplies;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import com.jarvis.migrator.sql.PostgresError;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;

/**
 * Traces changesets of a changelog on a throw-away server, of the live server's version if it can be had, after bringing it to the
 * state before them. They may come from anybody: they run as a role that can neither run programs nor read files of this machine.
 */
public final class ChangelogTrace {

    /** Brings the server to the state before the traced changesets. */
    @FunctionalInterface
    private interface Setup {
        void run(Database database, ChangeSetTrace trace, Supplies supplies)
                throws LiquibaseException, MigratorException, SQLException;
    }

    private final LiveRows live;
    private final String lockTimeout;
    private final boolean isTrusted;
    private Binaries binaries;

    /**
     * @param live the database to migrate
     * @param lockTimeout as {@code liquibase:update} sets it, in PostgreSQL's notation: {@code "5s"}, {@code "0"} for none
     * @param isTrusted whether the programs and Java classes of the changelog run on this machine
     */
    public ChangelogTrace(LiveRows live, String lockTimeout, boolean isTrusted) {
        this.live = live;
        this.lockTimeout = lockTimeout;
        this.isTrusted = isTrusted;
    }

    /**
     * The programs of its server: of the live server's version, if they can be had. To find that out may take a while.
     *
     * @throws MigratorException if there are none of any version for this platform
     */
    public Binaries binaries() throws SQLException, MigratorException {
        if (binaries == null) {
            binaries = live.binaries();
        }
        return binaries;
    }

    /**
     * Runs the applied changesets, then traces the pending ones, up to the first that fails, or that leaves another state behind:
     * a rollback outside a transaction that does not restore the catalog.
     *
     * @return one for each pending changeset that was reached
     * @throws MigratorException if the server does not start, or an applied changeset does not run there
     */
    public List<TracedMigration> trace(List<ChangeSet> applied, List<ChangeSet> pending)
            throws LiquibaseException, MigratorException {
        return trace(
                (database, trace, supplies) -> {
                    for (ChangeSet changeSet : applied) {
                        replay(trace, changeSet, supplies);
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
                (database, trace, supplies) -> {
                    supplies.provide();
                    Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
                    boolean isPartial = false;
                    for (String sql : start) {
                        isPartial |= !isCreated(connection, sql, supplies, isPartial);
                    }
                    if (isPartial) {
                        trace.continueInPart();
                    }
                    database.commit();
                },
                pending);
    }

    /**
     * Creates an object. A schema may have been supplied.
     *
     * @param isPartial whether an earlier object could not be created
     * @return false if it needs what only the live database has, or what could not be created
     */
    private boolean isCreated(Connection connection, String sql, Supplies supplies, boolean isPartial)
            throws SQLException {
        Optional<SQLException> error = Attempt.execute(connection, sql);
        if (error.isEmpty() || PostgresError.isDuplicate(error.get().getSQLState())) {
            return true;
        }
        Failure failure = Failure.of(0, sql, error.get());
        if (isPartial && failure.isForMissingObject()
                || LackingObject.of(live.connection(), supplies, failure).isPresent()) {
            return false;
        }
        throw error.get();
    }

    private List<TracedMigration> trace(Setup setup, List<ChangeSet> pending)
            throws LiquibaseException, MigratorException {
        if (pending.isEmpty()) {
            return List.of();
        }
        List<TracedMigration> empty = trace(setup, pending, false);
        // Programs and Java classes run once.
        if (isTrusted || empty.stream().noneMatch(TracedMigration::hasCodeAboutRows)) {
            return empty;
        }
        List<TracedMigration> filled = trace(setup, pending, true);
        return IntStream.range(0, empty.size())
                .mapToObj(i -> empty.get(i).hasCodeAboutRows()
                                && i < filled.size()
                                && filled.get(i).failure().isEmpty()
                        ? filled.get(i)
                        : empty.get(i))
                .toList();
    }

    /** @param withRows whether the existing tables get some rows first, which code may ask for */
    private List<TracedMigration> trace(Setup setup, List<ChangeSet> pending, boolean withRows)
            throws LiquibaseException, MigratorException {
        try {
            return ReplayServer.run(
                    live, this::binaries, isTrusted, "\nTo continue without a trace: -Dlint.fail=never", server -> {
                        setLockTimeout(server.connection());
                        setup.run(server.database(), server.trace(), server.supplies());
                        Snapshot start = SnapshotReader.read(server.connection());
                        if (withRows) {
                            server.trace().continueWithRows(SampleRows.insert(server.connection(), start));
                        }
                        return trace(server.trace(), start, pending);
                    });
        } catch (LiquibaseException | MigratorException e) {
            throw e;
        } catch (Exception e) {
            throw new MigratorException("The migrations could not be traced: " + e.getMessage(), e);
        }
    }

    private static List<TracedMigration> trace(ChangeSetTrace trace, Snapshot start, List<ChangeSet> pending)
            throws LiquibaseException, SQLException, IOException {
        List<TracedMigration> traced = new ArrayList<>();
        for (ChangeSet changeSet : pending) {
            if (!traced.isEmpty() && traced.get(traced.size() - 1).isRolledBack()) {
                trace.replay(pending.get(traced.size() - 1), false);
            }
            traced.add(trace.of(changeSet, start));
            if (traced.get(traced.size() - 1).isEnd()) {
                break;
            }
        }
        Snapshot end = traced.get(traced.size() - 1).after();
        return traced.stream().map(migration -> migration.endingIn(end)).toList();
    }

    /** Continues without an extension that the server lacks: later changesets may not need it. */
    private static void replay(ChangeSetTrace trace, ChangeSet changeSet, Supplies supplies)
            throws LiquibaseException, MigratorException, SQLException {
        try {
            trace.replay(changeSet, true);
        } catch (LiquibaseException e) {
            if (supplies.isUnavailable(Failure.message(e))) {
                trace.continueInPart();
            } else {
                throw new MigratorException(
                        """
                        %s (%s) is applied in your database but fails in an empty one: %s
                        %sSo the pending migrations cannot be traced. The changelog must create everything that it needs, \
                        extensions included. To continue without a trace: -Dlint.fail=never""".formatted(
                                        ChangeSetName.of(changeSet),
                                        changeSet.getFilePath(),
                                        Failure.message(e),
                                        supplies.missing("The throw-away server does not have the %s.\n")),
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
