package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.liquibase.history.HistoryTable;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.TagCommandStep;
import liquibase.database.Database;

/** {@code liquibase:tag}: checks first that the role may write the tag. */
@CommandOverride(override = TagCommandStep.class)
public class TagStep extends TagCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            HistoryTable.of((Database) results.getCommandScope().getDependency(Database.class))
                    .requireRights("tag");
            super.run(results);
        });
    }
}
