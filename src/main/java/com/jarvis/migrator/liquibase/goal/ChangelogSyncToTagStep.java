package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.changelog.ChangeSetName;
import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.command.CommandOverride;
import liquibase.command.core.ChangelogSyncToTagCommandStep;

/** {@code liquibase:changelogSyncToTag}: prints each migration that it marks as run. {@link ChangelogStep} has compared the schema before. */
@CommandOverride(override = ChangelogSyncToTagCommandStep.class)
public class ChangelogSyncToTagStep extends ChangelogSyncToTagCommandStep {

    @Override
    public ChangeLogSyncListener getChangeExecListener() {
        return (changeSet, changelog, database) ->
                Console.out().println("Marked as run: " + ChangeSetName.of(changeSet));
    }
}
