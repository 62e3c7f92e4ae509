package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.embedded.Supplies;
import com.jarvis.migrator.lint.snapshot.ClientPart;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.SnapshotReader;
import com.jarvis.migrator.lint.trace.TracedMigration.Clients;
import com.jarvis.migrator.lint.trace.TracedMigration.Coverage;
import com.jarvis.migrator.lint.trace.TracedMigration.Rollback;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.change.Change;
import liquibase.change.core.EmptyChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.exception.LiquibaseException;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.core.PreconditionContainer;

/** Traces changesets one after the other in a scratch database, each with its rollback. */
final class ChangeSetTrace {

    private final ScratchDatabase database;
    private final Connection connection;
    private final Connection superuser;
    private final TracingExecutor executor;
    private final Supplies supplies;
    private final LiveRows live;
    private final Sources sources = new Sources();
    private Set<ClientPart> clients;
    private Set<Long> sampled = Set.of();
    private boolean isPartial;

    /**
     * @param connection of the database
     * @param superuser to the same database
     * @param executor of the database
     * @param live the rows of the live database
     */
    ChangeSetTrace(
            ScratchDatabase database,
            Connection connection,
            Connection superuser,
            TracingExecutor executor,
            Supplies supplies,
            LiveRows live) {
        this.database = database;
        this.connection = connection;
        this.superuser = superuser;
        this.executor = executor;
        this.supplies = supplies;
        this.live = live;
    }

    /** @param start the catalog before all pending changesets */
    TracedMigration of(ChangeSet changeSet, Snapshot start) throws LiquibaseException, SQLException, IOException {
        LeftOut leftOut = new LeftOut(supplies, false, live.connection());
        Trace trace;
        RollbackTrace rollback;
        Optional<Failure> failure;
        do {
            trace = new Trace(connection, start);
            rollback = new RollbackTrace(connection, trace.before());
            failure = run(changeSet, trace, leftOut);
        } while (failure.isPresent() && leftOut.runAgain());
        if (failure.isPresent()) {
            failure = Optional.of(failure.get().lacking(LackingObject.of(live.connection(), supplies, failure.get())));
        }
        if (clients == null) {
            clients = trace.clients();
        }
        Snapshot after = failure.isEmpty() ? trace.end() : trace.now();
        Clients changes =
                Clients.of(clients, trace.clients(), failure.isEmpty() ? ClientPart.read(connection) : trace.clients());
        Countable countable = Countable.of(superuser);
        List<NextNumber> numbers = failure.isEmpty() ? NextNumber.read(connection, trace.statements()) : List.of();
        Optional<Rollback> back = Optional.empty();
        if (failure.isEmpty() && !trace.statements().isEmpty()) {
            back = Optional.of(
                    changeSet.supportsRollback(database) ? rollBack(changeSet, after, rollback) : Rollback.NONE);
        }
        Coverage coverage = new Coverage(executor.notTried(), isPartial, executor.rollback(), countable, sampled);
        isPartial |= coverage.isPartial();
        return new TracedMigration(
                sources.of(changeSet),
                trace.before(),
                after,
                trace.statements(),
                failure,
                back,
                live,
                after,
                coverage,
                changes,
                numbers);
    }

    private Optional<Failure> run(ChangeSet changeSet, Trace trace, LeftOut leftOut) throws SQLException {
        try {
            run(changeSet, leftOut, trace, false);
            return trace.failure();
        } catch (LiquibaseException e) {
            return trace.failure().or(() -> Optional.of(Failure.of(0, "", e)));
        }
    }

    private Rollback rollBack(ChangeSet changeSet, Snapshot after, RollbackTrace rollback)
            throws LiquibaseException, SQLException {
        LeftOut leftOut = new LeftOut(supplies, false, live.connection());
        Trace.ThrowingRunnable<Exception> all = () -> {
            while (!rolledBack(changeSet, leftOut)) {
                connection.rollback();
            }
        };
        if (!changeSet.isRunInTransaction()) {
            return rollback.run(after, () -> {
                all.run();
                database.removeRanStatus(changeSet);
            });
        }
        Rollback result =
                rollback.runInTransaction(after, () -> database.withoutCommit(all), executor::rollbackTransaction);
        if (!result.isTakenBack()) {
            database.removeRanStatus(changeSet);
            connection.commit();
        }
        return result;
    }

    /** Rolls a changeset back that has run, and forgets it. */
    void undo(ChangeSet changeSet) throws LiquibaseException, SQLException {
        LeftOut leftOut = new LeftOut(supplies, false, live.connection());
        while (!rolledBack(changeSet, leftOut)) {
            connection.rollback();
        }
        database.removeRanStatus(changeSet);
        database.commit();
    }

    /** @return false if it failed and is to run again */
    private boolean rolledBack(ChangeSet changeSet, LeftOut leftOut) throws LiquibaseException, SQLException {
        executor.beginRollback(leftOut);
        List<Change> changes = changeSet.getRollback().getChanges();
        List<Change> written = List.copyOf(changes);
        changes.replaceAll(this::harmless);
        try {
            changeSet.rollback(database);
            return true;
        } catch (LiquibaseException e) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            if (leftOut.runAgain()) {
                return false;
            }
            throw e;
        } finally {
            changes.clear();
            changes.addAll(written);
            executor.end();
        }
    }

    /** Liquibase runs the program of a rollback as soon as it asks the change for its statements. */
    private Change harmless(Change change) {
        if (!ProgramChange.is(change)) {
            return change;
        }
        return !executor.mayRollBack(change) ? new EmptyChange() : ProgramChange.withoutPasswords(change);
    }

    /** @param tables those that have sample rows */
    void continueWithRows(Set<Long> tables) {
        sampled = tables;
    }

    /** Something that came before was not tried, so that later changesets may lack it. */
    void continueInPart() {
        isPartial = true;
    }

    /** Runs a changeset that was traced, or that is applied, until all of it has run that can. */
    void replay(ChangeSet changeSet, boolean isApplied) throws LiquibaseException, SQLException {
        LeftOut leftOut = new LeftOut(supplies, isApplied, live.connection());
        while (true) {
            try {
                run(changeSet, leftOut, null, isApplied);
                isPartial |= !executor.notTried().isEmpty();
                return;
            } catch (LiquibaseException e) {
                if (!leftOut.runAgain()) {
                    throw e;
                }
            }
        }
    }

    /** Runs a changeset as an update does, and marks it as run. */
    private void run(ChangeSet changeSet, LeftOut leftOut, Trace trace, boolean isApplied)
            throws LiquibaseException, SQLException {
        executor.begin(leftOut, trace);
        PreconditionContainer preconditions = changeSet.getPreconditions();
        List<String> classes = executor.isTrusted() ? List.of() : ProgramChange.preconditions(changeSet);
        if (!classes.isEmpty()) {
            changeSet.setPreconditions(null);
            classes.forEach(name -> executor.leaveOut(
                    new NotTried("its precondition", NotTried.PROGRAM, "customPrecondition " + name)));
        } else if (preconditions != null && !isApplied) {
            List<String> aboutRows = RowPreconditions.of(changeSet, SnapshotReader.read(connection));
            if (!aboutRows.isEmpty() && !hold(preconditions, changeSet)) {
                changeSet.setPreconditions(null);
                aboutRows.forEach(line -> executor.leaveOut(new NotTried("its precondition", NotTried.ROWS, line)));
            }
        }
        try {
            DatabaseChangeLog changeLog = changeSet.getChangeLog();
            ChangeSet.ExecType result = changeSet.execute(changeLog, null, database);
            executor.end();
            if (result != ChangeSet.ExecType.SKIPPED) {
                database.markChangeSetExecStatus(changeSet, result);
            }
            database.commit();
        } finally {
            executor.end();
            changeSet.setPreconditions(preconditions);
        }
    }

    private boolean hold(PreconditionContainer preconditions, ChangeSet changeSet) throws LiquibaseException {
        try {
            preconditions.check(database, changeSet.getChangeLog(), changeSet, null);
            return true;
        } catch (PreconditionFailedException | PreconditionErrorException e) {
            database.rollback();
            return false;
        }
    }
}
