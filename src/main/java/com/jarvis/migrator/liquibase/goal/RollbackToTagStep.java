package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.history.Squashes;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.CountChangeSetFilter;
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
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        Squashes squashes = Squashes.of(changelog);
        List<RanChangeSet> all = database.getRanChangeSetList();
        List<RanChangeSet> ran = squashes.undoable(all);
        String tag = Revisions.applied(command.getArgumentValue(TAG_ARG), all);
        requireNotReplaced(tag, all, squashes);
        command.addArgumentValue(TAG_ARG, tag);
        OptionalInt tagged = first(ran, one -> tag.equalsIgnoreCase(one.getTag()));
        int oldest = tagged.orElseGet(() -> first(ran, one -> isNamed(one, tag)).orElseThrow());
        List<RanChangeSet> undone = ran.subList(oldest + 1, ran.size());
        Revisions.requireWayBack(undone, changelog, database);
        if (tagged.isPresent()) {
            super.run(results);
        } else { // XML and formatted SQL have no tag
            RollbackReportParameters report = new RollbackReportParameters();
            report.setupDatabaseInfo(database);
            results.addResult("rollbackReport", report);
            doRollback(results, ran, new CountChangeSetFilter(undone.size()), report);
        }
    }

    /** @throws MigratorException if the changelog no longer says how to get there */
    private static void requireNotReplaced(String tag, List<RanChangeSet> ran, Squashes squashes)
            throws MigratorException {
        if (ran.stream().filter(one -> isNamed(one, tag)).allMatch(one -> squashes.replacing(one)
                .isPresent())) {
            String squash = ran.stream()
                    .filter(one -> isNamed(one, tag))
                    .flatMap(one -> squashes.replacing(one).stream())
                    .findFirst()
                    .orElseThrow()
                    .name();
            throw new MigratorException("""
                    %s is one of those that %s replaces, so no rollback leads there. Nothing was rolled back.
                    The oldest revision to go back to is this one:
                      %s""".formatted(Printable.line(tag), squash, CommandHint.ROLLBACK_TO.of(squash)));
        }
    }

    private static boolean isNamed(RanChangeSet one, String tag) {
        return tag.equalsIgnoreCase(one.getTag()) || tag.equals(ChangeSetName.of(one));
    }

    private static OptionalInt first(List<RanChangeSet> ran, Predicate<RanChangeSet> wanted) {
        return IntStream.range(0, ran.size())
                .filter(i -> wanted.test(ran.get(i)))
                .findFirst();
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
