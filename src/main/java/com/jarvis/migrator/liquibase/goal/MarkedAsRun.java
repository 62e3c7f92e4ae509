package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.changelog.ChangeSetName;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.database.Database;

/** Prints each migration that a command marks as run, and at the end that there was none. */
final class MarkedAsRun implements ChangeLogSyncListener {

    private boolean isEmpty = true;

    @Override
    public void markedRan(ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        isEmpty = false;
        Console.out().println("Marked as run: " + ChangeSetName.of(changeSet));
    }

    /** Runs a command that tells this listener what it marks. */
    void during(UserErrors.Command command) throws Exception {
        isEmpty = true;
        command.run();
        if (isEmpty) {
            Console.out().println("Nothing to mark: all of these migrations have run or are marked as run.");
        }
    }
}
