package com.jarvis.migrator.liquibase.goal;

import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.UpdateCountCommandStep;

/** {@code liquibase:update -Dliquibase.changesToApply=<n>}, which fails with our words alone. */
@CommandOverride(override = UpdateCountCommandStep.class)
public class UpdateCountStep extends UpdateCountCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(() -> super.run(results));
    }
}
