package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.MergeCheck;
import java.util.ArrayList;
import java.util.List;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.ValidateCommandStep;
import liquibase.database.Database;

/** {@code liquibase:validate}: besides what Liquibase checks, what a merge of two branches may have left. */
@CommandOverride(override = ValidateCommandStep.class)
public class ValidateStep extends ValidateCommandStep {

    /** @throws MigratorException with all that is wrong, and the edits that mend it */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        Database database = (Database) results.getCommandScope().getDependency(Database.class);
        DatabaseChangeLog changelog =
                (DatabaseChangeLog) results.getCommandScope().getDependency(DatabaseChangeLog.class);
        List<RanChangeSet> ran = database.getRanChangeSetList();
        MergeCheck check = Changelog.ofThisProject().mergeCheck(changelog);
        List<String> problems = new ArrayList<>(check.problems());
        problems.addAll(check.overtaken(changelog.getChangeSets().stream()
                .filter(changeSet -> ran.stream().noneMatch(r -> r.isSameAs(changeSet)))
                .map(ChangeSet::getFilePath)
                .toList()));
        if (!problems.isEmpty()) {
            throw new MigratorException(String.join("\n", problems));
        }
        super.run(results);
    }
}
