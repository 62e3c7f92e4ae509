package com.jarvis.migrator.liquibase.goal;

import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.command.CommandOverride;
import liquibase.command.core.ChangelogSyncToTagCommandStep;

/** {@code liquibase:changelogSyncToTag}, which says what it notes; {@link ChangelogStep} has compared the schema before. */
@CommandOverride(override = ChangelogSyncToTagCommandStep.class)
public class ChangelogSyncToTagStep extends ChangelogSyncToTagCommandStep {

    @Override
    public ChangeLogSyncListener getChangeExecListener() {
        return (changeSet, changelog, database) -> System.out.println("Noted as run: " + changeSet.getId());
    }
}
