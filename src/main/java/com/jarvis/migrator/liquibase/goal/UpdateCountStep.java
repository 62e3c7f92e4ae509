package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.liquibase.execution.UserErrors;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.UpdateCountCommandStep;

/** {@code liquibase:update -Dliquibase.changesToApply=<n>}, which fails with our words alone. */
@CommandOverride(override = UpdateCountCommandStep.class)
public class UpdateCountStep extends UpdateCountCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        try {
            super.run(results);
        } catch (Exception e) {
            throw UserErrors.plain(e);
        }
    }
}
