package com.jarvis.migrator.liquibase.goal;

import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;

/** {@code liquibase:update}: ends with the number of migrations that it applied. */
@CommandOverride(override = UpdateCommandStep.class)
public class UpdateStep extends UpdateCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            CommandScope command = results.getCommandScope();
            HeadRecord.running(command, () -> super.run(results));
            UpdateSummary.print(command);
            HeadRecord.write(command);
        });
    }

    @Override
    public UpdateSummaryEnum getShowSummary(CommandScope command) {
        return UpdateSummary.ofLiquibase(command);
    }
}
