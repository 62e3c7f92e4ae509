package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangeSetNames;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.history.Squashes;
import java.util.List;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.RollbackCountCommandStep;
import liquibase.database.Database;
import liquibase.report.RollbackReportParameters;

/** {@code liquibase:rollback -Dliquibase.rollbackCount=<n>}: checks first that every rollback is possible. */
@CommandOverride(override = RollbackCountCommandStep.class)
public class RollbackCountStep extends RollbackCountCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> rollBack(results));
    }

    private void rollBack(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        Database database = (Database) command.getDependency(Database.class);
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        List<RanChangeSet> ran = Squashes.of(changelog).undoable(database.getRanChangeSetList());
        int count = command.getArgumentValue(COUNT_ARG);
        if (count < 1) {
            throw new MigratorException("""
                    rollbackCount is %d, so nothing was rolled back. It is the number of migrations to undo, at least 1:
                      %s""".formatted(count, CommandHint.ROLLBACK_COUNT.of("1")));
        }
        if (count > ran.size()) {
            throw tooMany(count, ran.stream().map(ChangeSetName::of).toList());
        }
        List<RanChangeSet> undone = ran.subList(ran.size() - count, ran.size());
        Revisions.requireWayBack(undone, changelog, database);
        if (undone.stream().anyMatch(one -> !ChangeSetName.isRevision(one))) {
            Console.out().println("rollbackCount counts changesets; a file may have several.");
        }
        super.run(results);
    }

    @Override
    protected void doRollback(
            CommandResultsBuilder results,
            List<RanChangeSet> ran,
            ChangeSetFilter filter,
            RollbackReportParameters report)
            throws Exception {
        CommandScope command = results.getCommandScope();
        int count = command.getArgumentValue(COUNT_ARG);
        RollbackPlan.rollBack(
                command,
                ran,
                filter,
                done -> CommandHint.ROLLBACK_COUNT.of(String.valueOf(count - done), "allow=drop"),
                (applied, only) -> super.doRollback(results, applied, only, report));
    }

    private static MigratorException tooMany(int count, List<String> ran) {
        int applied = ran.size();
        if (applied == 0) {
            return new MigratorException("No migration is applied to this database, so nothing was rolled back.\n"
                    + "  " + CommandHint.UPDATE.typed() + "    applies them");
        }
        return new MigratorException("""
                %d %s cannot be rolled back: %d %s applied to this database. Nothing was rolled back.
                  %s    shows them
                  %s    undoes them all""".formatted(
                        count,
                        ChangeSetNames.noun(count, ran),
                        applied,
                        applied == 1 ? "is" : "are",
                        CommandHint.HISTORY.typed(),
                        CommandHint.ROLLBACK_COUNT.of(String.valueOf(applied))));
    }
}
