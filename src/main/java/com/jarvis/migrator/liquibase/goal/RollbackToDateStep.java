package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
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
        List<RanChangeSet> undone = database.getRanChangeSetList().stream()
                .filter(ran ->
                        ran.getDateExecuted() != null && ran.getDateExecuted().getTime() > date.getTime())
                .toList();
        if (undone.isEmpty()) {
            Console.out().println("Nothing to roll back: no migration has run since %tF %<tT.".formatted(date));
            return;
        }
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        Revisions.requireWayBack(undone, changelog, database);
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
