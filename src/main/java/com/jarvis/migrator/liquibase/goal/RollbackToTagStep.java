package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import java.util.List;
import java.util.stream.IntStream;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.RollbackCommandStep;
import liquibase.database.Database;
import liquibase.report.RollbackReportParameters;

/** {@code liquibase:rollback -Dliquibase.rollbackTag=<revision>}: checks first that every rollback is possible. */
@CommandOverride(override = RollbackCommandStep.class)
public class RollbackToTagStep extends RollbackCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> rollBack(results));
    }

    private void rollBack(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        Database database = (Database) command.getDependency(Database.class);
        List<RanChangeSet> ran = database.getRanChangeSetList();
        String tag = Revisions.applied(command.getArgumentValue(TAG_ARG), ran);
        command.addArgumentValue(TAG_ARG, tag);
        int oldest = IntStream.range(0, ran.size())
                .filter(i -> tag.equalsIgnoreCase(ran.get(i).getTag()))
                .findFirst()
                .orElseThrow();
        List<RanChangeSet> undone = ran.subList(oldest + 1, ran.size());
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
        String tag = command.getArgumentValue(TAG_ARG);
        RollbackPlan.rollBack(
                command,
                ran,
                filter,
                done -> CommandHint.ROLLBACK_TO.of(tag, "allow=drop"),
                (applied, only) -> super.doRollback(results, applied, only, report));
    }
}
