package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCountCommandStep;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/** {@code liquibase:update -Dliquibase.changesToApply=<n>}: ends with the number of migrations that it applied. */
@CommandOverride(override = UpdateCountCommandStep.class)
public class UpdateCountStep extends UpdateCountCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            int count = results.getCommandScope().getArgumentValue(COUNT_ARG);
            if (count < 1) {
                throw new MigratorException("""
                        changesToApply is %d, so nothing was applied. It is the number of migrations to apply, at least 1;
                        without it, all are applied:
                          %s""".formatted(count, CommandHint.UPDATE.typed()));
            }
            SchemaPageStep.begin(results.getCommandScope());
            super.run(results);
            UpdateSummary.print(results.getCommandScope());
        });
    }

    @Override
    public ChangeLogIterator getStatusChangelogIterator(
            CommandScope command,
            Database database,
            Contexts contexts,
            LabelExpression labels,
            DatabaseChangeLog changelog)
            throws DatabaseException {
        return super.getStatusChangelogIterator(
                command, database, contexts, labels, UpdateSummary.summarized(command, changelog));
    }

    @Override
    public UpdateSummaryEnum getShowSummary(CommandScope command) {
        return UpdateSummary.ofLiquibase(command);
    }
}
