package com.jarvis.migrator.liquibase.goal;

import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;

/** {@code liquibase:update}: ends with the number of migrations that it applied. */
@CommandOverride(override = UpdateCommandStep.class)
public class UpdateStep extends UpdateCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            CommandScope command = results.getCommandScope();
            Database database = (Database) command.getDependency(Database.class);
            setFastCheckEnabled(!database.getRanChangeSetList().isEmpty()); // without a history, all is pending
            SchemaPageStep.begin(command);
            HeadRecord.running(command, () -> super.run(results));
            UpdateSummary.print(command);
            HeadRecord.write(command);
        });
    }

    @Override
    public ChangeLogIterator getStatusChangelogIterator(
            CommandScope command,
            Database database,
            Contexts contexts,
            LabelExpression labels,
            DatabaseChangeLog changelog)
            throws LiquibaseException {
        return super.getStatusChangelogIterator(
                command, database, contexts, labels, UpdateSummary.summarized(command, changelog));
    }

    @Override
    public UpdateSummaryEnum getShowSummary(CommandScope command) {
        return UpdateSummary.ofLiquibase(command);
    }
}
