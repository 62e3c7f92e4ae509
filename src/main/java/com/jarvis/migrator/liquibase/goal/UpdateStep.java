package com.jarvis.migrator.liquibase.goal;

import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.UpdateCommandStep;

/** {@code liquibase:update}, which fails with our words alone. */
@CommandOverride(override = UpdateCommandStep.class)
public class UpdateStep extends UpdateCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(() -> super.run(results));
    }
}
