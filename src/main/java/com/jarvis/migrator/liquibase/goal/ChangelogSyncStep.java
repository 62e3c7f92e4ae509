package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.changelog.ChangeSetName;
import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.command.CommandOverride;
import liquibase.command.core.ChangelogSyncCommandStep;

/** {@code liquibase:changelogSync}: prints each migration that it marks as run. {@link ChangelogStep} has compared the schema before. */
@CommandOverride(override = ChangelogSyncCommandStep.class)
public class ChangelogSyncStep extends ChangelogSyncCommandStep {

    @Override
    public ChangeLogSyncListener getChangeExecListener() {
        return (changeSet, changelog, database) ->
                Console.out().println("Marked as run: " + ChangeSetName.of(changeSet));
    }
}
