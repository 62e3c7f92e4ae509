package com.jarvis.migrator.liquibase.goal;

import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.ChangelogSyncToTagCommandStep;

/** {@code liquibase:changelogSyncToTag}: prints each migration that it marks as run. {@link ChangelogStep} has compared the schema before. */
@CommandOverride(override = ChangelogSyncToTagCommandStep.class)
public class ChangelogSyncToTagStep extends ChangelogSyncToTagCommandStep {

    private final MarkedAsRun marked = new MarkedAsRun();

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> marked.during(() -> super.run(results)));
    }

    @Override
    public ChangeLogSyncListener getChangeExecListener() {
        return marked;
    }
}
