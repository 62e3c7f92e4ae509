package com.jarvis.migrator.liquibase.goal;

import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.helpers.LockServiceCommandStep;

/** Takes the lock for a command that changes the database, and explains in our words why it cannot. */
@CommandOverride(override = LockServiceCommandStep.class)
public class LockStep extends LockServiceCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> super.run(results));
    }
}
