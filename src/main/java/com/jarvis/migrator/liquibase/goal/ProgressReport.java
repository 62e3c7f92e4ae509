package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.execution.GuardedTransaction;
import com.jarvis.migrator.liquibase.execution.UnmetPrecondition;
import java.util.List;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.core.PreconditionContainer;

/** Prints a line for each migration: what was done with it and, if it was not run, why. */
final class ProgressReport extends AbstractChangeExecListener {

    private ChangeSet current;
    private String unmet;

    @Override
    public void willRun(
            ChangeSet changeSet, DatabaseChangeLog changelog, Database database, ChangeSet.RunStatus status) {
        current = changeSet;
        unmet = null;
    }

    @Override
    public void preconditionFailed(PreconditionFailedException error, PreconditionContainer.FailOption onFail) {
        unmet = UnmetPrecondition.text(error);
        unmet(onFail.name());
    }

    @Override
    public void preconditionErrored(PreconditionErrorException error, PreconditionContainer.ErrorOption onError) {
        unmet = "failed with an error: " + UnmetPrecondition.text(error);
        unmet(onError.name());
    }

    /** Liquibase reports nothing more about a changeset that it skips. */
    private void unmet(String option) {
        if (current == null) {
            return;
        }
        if (option.equals("CONTINUE")) {
            print("Skipped: %s (precondition: %s)".formatted(ChangeSetName.of(current), unmet));
        }
        if (option.equals("MARK_RAN")) {
            current.setAttribute(UnmetPrecondition.HISTORY_ONLY, true);
        }
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changelog, Database database, ChangeSet.ExecType type) {
        print(line(changeSet, type));
    }

    private static void print(String line) {
        Console.out().println(Printable.line(line));
    }

    private String line(ChangeSet changeSet, ChangeSet.ExecType type) {
        String id = ChangeSetName.of(changeSet);
        if (type == ChangeSet.ExecType.FAILED) {
            return "Failed, not applied: %s (failOnError: false ignores it): %s".formatted(id, changeSet.getErrorMsg());
        }
        if (changeSet.getAttribute(UnmetPrecondition.HISTORY_ONLY) instanceof String reason) {
            return "Marked as run, not executed: %s (%s)".formatted(id, reason);
        }
        if (changeSet.getAttribute(UnmetPrecondition.HISTORY_ONLY) != null || type == ChangeSet.ExecType.MARK_RAN) {
            return "Marked as run, not executed: %s (%s)"
                    .formatted(id, unmet == null ? "not valid" : "precondition: " + unmet);
        }
        return "Applied " + id
                + (type == ChangeSet.ExecType.RERAN ? " again" : "")
                + (unmet == null ? "" : ", although its precondition is not met: " + unmet)
                + GuardedTransaction.rows(changeSet);
    }

    @Override
    public void rolledBack(ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        if (!GuardedTransaction.isOpen()) { // which may still be undone, and reports by itself
            print(
                    changeSet.getAttribute(UnmetPrecondition.HISTORY_ONLY) == null
                            ? "Rolled back " + ChangeSetName.of(changeSet)
                            : UnmetPrecondition.removed(changeSet));
        }
    }

    /** The names of the changesets that were really run, of those that Liquibase counts. */
    static List<String> applied(List<ChangeSet> deployed) {
        return deployed.stream()
                .filter(changeSet -> changeSet.getAttribute(UnmetPrecondition.HISTORY_ONLY) == null)
                .filter(changeSet -> List.of(ChangeSet.ExecType.EXECUTED, ChangeSet.ExecType.RERAN)
                        .contains(changeSet.getAttribute("updateExecType")))
                .map(ChangeSetName::of)
                .toList();
    }
}
