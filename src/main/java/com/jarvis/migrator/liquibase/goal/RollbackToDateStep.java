package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.history.Squashes;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.RollbackToDateCommandStep;
import liquibase.database.Database;
import liquibase.report.RollbackReportParameters;

/** {@code liquibase:rollback -Dliquibase.rollbackDate=<time>}: checks first that every rollback is possible. */
@CommandOverride(override = RollbackToDateCommandStep.class)
public class RollbackToDateStep extends RollbackToDateCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> rollBack(results));
    }

    private void rollBack(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        Database database = (Database) command.getDependency(Database.class);
        Date date = command.getArgumentValue(DATE_ARG);
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        List<RanChangeSet> all = database.getRanChangeSetList();
        List<RanChangeSet> undone = Squashes.of(changelog).undoable(all).stream()
                .filter(ran -> undone(ran, date))
                .toList();
        if (undone.isEmpty()) {
            Console.out().println("Nothing to roll back: no migration has run since %tF %<tT.".formatted(date));
            return;
        }
        requireNotWithin(date, undone, all, Squashes.of(changelog));
        Revisions.requireWayBack(undone, changelog, database);
        super.run(results);
    }

    /** @throws MigratorException if a squash would be undone, and some of what it replaces had run at that time */
    private static void requireNotWithin(
            Date date, List<RanChangeSet> undone, List<RanChangeSet> all, Squashes squashes) throws MigratorException {
        for (Squash squash : squashes.all()) {
            if (undone.stream().anyMatch(ran -> ran.isSameAs(squash.changeSet()))
                    && all.stream().filter(squash::replaces).anyMatch(ran -> !undone(ran, date))) {
                throw new MigratorException(
                        """
                        At %tF %<tT, this database had run some of what %s replaces, so no rollback leads there. Nothing was rolled back.
                        The oldest revision to go back to is this one:
                          %s""".formatted(date, squash.name(), CommandHint.ROLLBACK_TO.of(squash.name())));
            }
        }
    }

    private static boolean undone(RanChangeSet ran, Date date) {
        return ran.getDateExecuted() != null && ran.getDateExecuted().getTime() > date.getTime();
    }

    @Override
    protected void doRollback(
            CommandResultsBuilder results,
            List<RanChangeSet> ran,
            ChangeSetFilter filter,
            RollbackReportParameters report)
            throws Exception {
        CommandScope command = results.getCommandScope();
        Date date = command.getArgumentValue(DATE_ARG);
        String typed = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).format(date);
        RollbackPlan.rollBack(
                command,
                ran,
                filter,
                done -> CommandHint.ROLLBACK_TO_DATE.of(typed, "allow=drop"),
                (applied, only) -> super.doRollback(results, applied, only, report));
    }
}
