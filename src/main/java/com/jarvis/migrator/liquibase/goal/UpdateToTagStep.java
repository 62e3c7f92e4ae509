package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateToTagCommandStep;

/**
 * {@code liquibase:update -Dliquibase.toTag=<revision>} for a revision that there is: Liquibase would take an unknown
 * one for the end of the changelog and run everything.
 */
@CommandOverride(override = UpdateToTagCommandStep.class)
public class UpdateToTagStep extends UpdateToTagCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(() -> update(results));
    }

    private void update(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        command.addArgumentValue(
                TAG_ARG, Revisions.inChangelog(command.getArgumentValue(TAG_ARG), changelog, CommandHint.UPDATE_TO));
        super.run(results);
    }
}
