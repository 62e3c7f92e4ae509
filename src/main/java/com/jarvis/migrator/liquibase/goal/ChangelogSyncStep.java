package com.jarvis.migrator.liquibase.goal;

import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.command.CommandOverride;
import liquibase.command.core.ChangelogSyncCommandStep;

/** {@code liquibase:changelogSync}, which says what it notes; {@link ChangelogStep} has compared the schema before. */
@CommandOverride(override = ChangelogSyncCommandStep.class)
public class ChangelogSyncStep extends ChangelogSyncCommandStep {

    @Override
    public ChangeLogSyncListener getChangeExecListener() {
        return (changeSet, changelog, database) -> System.out.println("Noted as run: " + changeSet.getId());
    }
}
