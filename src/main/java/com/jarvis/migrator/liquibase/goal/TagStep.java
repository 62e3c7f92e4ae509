package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.TagCommandStep;
import liquibase.database.Database;

/** {@code liquibase:tag}: checks first that the role may write the tag. */
@CommandOverride(override = TagCommandStep.class)
public class TagStep extends TagCommandStep {

    /** The length of databasechangelog.tag (CreateDatabaseChangeLogTableGenerator, 5.0.4). */
    private static final int LONGEST = 255;

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> {
            String tag = results.getCommandScope().getArgumentValue(TAG_ARG);
            if (tag.isBlank() || tag.length() > LONGEST) {
                throw new MigratorException("""
                        The tag has %d characters, so none was set. Give it 1 to %d, not only blanks:
                          mvn liquibase:tag -Dliquibase.tag=<name>""".formatted(tag.strip().length(), LONGEST));
            }
            HistoryTable.of((Database) results.getCommandScope().getDependency(Database.class))
                    .requireRights("tag");
            super.run(results);
        });
    }
}
