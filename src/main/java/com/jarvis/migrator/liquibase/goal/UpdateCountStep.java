package com.jarvis.migrator.liquibase.goal;

import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCountCommandStep;

/** {@code liquibase:update -Dliquibase.changesToApply=<n>}: ends with the number of migrations that it applied. */
@CommandOverride(override = UpdateCountCommandStep.class)
public class UpdateCountStep extends UpdateCountCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            super.run(results);
            UpdateSummary.print(results.getCommandScope());
        });
    }

    @Override
    public UpdateSummaryEnum getShowSummary(CommandScope command) {
        return UpdateSummary.ofLiquibase(command);
    }
}
