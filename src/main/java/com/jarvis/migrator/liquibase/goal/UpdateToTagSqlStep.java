package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateToTagSqlCommandStep;

/**
 * {@code liquibase:updateSQL -Dliquibase.toTag=<revision>} for a revision of the changelog: Liquibase would treat an
 * unknown one as the end of the changelog and write everything.
 */
@CommandOverride(override = UpdateToTagSqlCommandStep.class)
public class UpdateToTagSqlStep extends UpdateToTagSqlCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> write(results));
    }

    private void write(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        command.addArgumentValue(
                TAG_ARG, Revisions.inChangelog(command.getArgumentValue(TAG_ARG), changelog, CommandHint.UPDATE_TO));
        super.run(results);
        WrittenScript.report();
    }
}
