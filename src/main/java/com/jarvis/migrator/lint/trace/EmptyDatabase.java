package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.ChangeSetName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import liquibase.changelog.ChangeSet;
import liquibase.exception.LiquibaseException;

/**
 * An empty database on a throw-away server, in which Liquibase runs changesets as an update does: with their preconditions, their
 * data files, and what they ask the database for.
 */
public final class EmptyDatabase {

    /** Something to do with the database. */
    @FunctionalInterface
    public interface Work<T> {
        T in(EmptyDatabase database) throws Exception;
    }

    /** Something to read in a transaction that is rolled back. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(Connection connection) throws Exception;
    }

    private final ReplayServer server;
    private final List<NotTried> notTried = new ArrayList<>();

    private EmptyDatabase(ReplayServer server) {
        this.server = server;
    }

    /**
     * Starts the server and ends it after the work.
     *
     * @param live what the changesets expect around them is supplied as it is there
     * @param isTrusted whether the programs and Java classes of the changelog run on this machine
     * @throws MigratorException if the server does not start
     */
    public static <T> T with(Connection live, boolean isTrusted, Work<T> work) throws Exception {
        LiveRows rows = LiveRows.of(live);
        return ReplayServer.run(rows, rows::binaries, isTrusted, "", server -> work.in(new EmptyDatabase(server)));
    }

    /**
     * Runs a changeset that databases have run.
     *
     * @throws MigratorException if it does not run there, even without what only the live database has
     */
    public void run(ChangeSet changeSet) throws MigratorException, SQLException {
        run(changeSet, true);
    }

    /**
     * Runs a changeset that no database has run yet.
     *
     * @throws MigratorException if it does not run there
     */
    public void runNew(ChangeSet changeSet) throws MigratorException, SQLException {
        run(changeSet, false);
    }

    private void run(ChangeSet changeSet, boolean isApplied) throws MigratorException, SQLException {
        try {
            server.trace().replay(changeSet, isApplied);
            server.executor().notTried().stream()
                    .filter(part -> !part.what().equals("its rollback"))
                    .forEach(notTried::add);
        } catch (LiquibaseException e) {
            throw new MigratorException(
                    "%s does not run in an empty database: %s%s\nNothing was written. A changelog has to create everything that it uses."
                            .formatted(
                                    ChangeSetName.of(changeSet),
                                    Failure.message(e),
                                    server.supplies()
                                            .missing("\nThe throw-away server that it ran on does not have the %s.")),
                    e);
        }
    }

    /** @throws MigratorException if the rollback of the changeset, which has run, does not run there */
    public void rollBack(ChangeSet changeSet) throws MigratorException, SQLException {
        try {
            server.trace().undo(changeSet);
        } catch (LiquibaseException e) {
            throw new MigratorException(
                    "The rollback of %s does not run: %s".formatted(ChangeSetName.of(changeSet), Failure.message(e)),
                    e);
        }
    }

    /** What was left out of the changesets that have run: programs, Java classes, and what needs a superuser. */
    public List<NotTried> notTried() {
        return List.copyOf(notTried);
    }

    /** The schema in which unqualified objects are created. */
    public String defaultSchema() {
        return server.environment().defaultSchema();
    }

    /** Reads the objects as the role that has created them, with the search path that migrations run with. */
    public <T> T read(Reading<T> reading) throws Exception {
        Connection connection = server.connection();
        connection.rollback();
        try {
            server.environment().setSearchPath(connection);
            return reading.from(connection);
        } finally {
            connection.rollback();
        }
    }

    /** Reads the rows as a superuser, from whom no policy hides any. */
    public <T> T readRows(Reading<T> reading) throws Exception {
        Connection superuser = server.superuser();
        superuser.setAutoCommit(false);
        try {
            return reading.from(superuser);
        } finally {
            superuser.rollback();
            superuser.setAutoCommit(true);
        }
    }
}
