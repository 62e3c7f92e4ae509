package com.jarvis.migrator.liquibase.goal;

import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.UpdateSqlCommandStep;

/** {@code liquibase:updateSQL}: says in our words why the SQL cannot be written. */
@CommandOverride(override = UpdateSqlCommandStep.class)
public class UpdateSqlStep extends UpdateSqlCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            super.run(results);
            WrittenScript.report();
        });
    }
}
