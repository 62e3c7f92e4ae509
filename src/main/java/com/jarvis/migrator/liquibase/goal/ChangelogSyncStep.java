package com.jarvis.migrator.liquibase.goal;

import liquibase.changelog.visitor.ChangeLogSyncListener;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.ChangelogSyncCommandStep;

/** {@code liquibase:changelogSync}: prints each migration that it marks as run. {@link ChangelogStep} has compared the schema before. */
@CommandOverride(override = ChangelogSyncCommandStep.class)
public class ChangelogSyncStep extends ChangelogSyncCommandStep {

    private MarkedAsRun marked;

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        marked = new MarkedAsRun();
        UserErrors.explain(results, () -> super.run(results));
        marked.end();
    }

    @Override
    public ChangeLogSyncListener getChangeExecListener() {
        return marked;
    }
}
