package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.execution.GuardedRollback;
import com.jarvis.migrator.liquibase.history.Squashes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import liquibase.RuntimeEnvironment;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.AlreadyRanChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.ChangeSetVisitor;
import liquibase.command.CommandScope;
import liquibase.command.core.AbstractRollbackCommandStep;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;

/** What the three commands that roll back have in common: they find the changesets, and roll them back all or none. */
final class RollbackPlan {

    /** Liquibase's rollback. */
    @FunctionalInterface
    interface Command {
        /**
         * @param applied all changesets that the database has run
         * @param only those to roll back
         */
        void run(List<RanChangeSet> applied, ChangeSetFilter only) throws Exception;
    }

    private RollbackPlan() {}

    /**
     * @param filter Liquibase's, which selects the changesets
     * @param forced the command that destroys data; given the number of migrations rolled back before
     * @param command Liquibase's rollback
     */
    static void rollBack(
            CommandScope scope,
            List<RanChangeSet> ran,
            ChangeSetFilter filter,
            IntFunction<String> forced,
            Command command)
            throws Exception {
        // A list of its own: Liquibase removes from its list what it rolls back.
        List<RanChangeSet> applied = Squashes.of((DatabaseChangeLog) scope.getDependency(DatabaseChangeLog.class))
                .undoable(ran);
        Database database = (Database) scope.getDependency(Database.class);
        new GuardedRollback(
                        database,
                        Settings.of(CommandLine.current().values()).allow().contains("drop"),
                        forced,
                        (ChangeExecListener) scope.getDependency(ChangeExecListener.class))
                .run(
                        undone(scope, applied, filter, database),
                        scope.getArgumentValue(AbstractRollbackCommandStep.ROLLBACK_SCRIPT_ARG) != null,
                        only -> command.run(applied, only));
    }

    /** The changesets, the newest first, as AbstractRollbackCommandStep.doRollback selects them (5.0.4). */
    private static List<ChangeSet> undone(
            CommandScope scope, List<RanChangeSet> ran, ChangeSetFilter filter, Database database)
            throws LiquibaseException {
        ChangeLogParameters parameters = (ChangeLogParameters) scope.getDependency(ChangeLogParameters.class);
        List<ChangeSet> undone = new ArrayList<>();
        new ChangeLogIterator(
                        ran,
                        (DatabaseChangeLog) scope.getDependency(DatabaseChangeLog.class),
                        new AlreadyRanChangeSetFilter(ran),
                        new ContextChangeSetFilter(parameters.getContexts()),
                        new LabelChangeSetFilter(parameters.getLabels()),
                        new IgnoreChangeSetFilter(),
                        new DbmsChangeSetFilter(database),
                        filter)
                .run(
                        new Collector(undone),
                        new RuntimeEnvironment(database, parameters.getContexts(), parameters.getLabels()));
        return undone;
    }

    private record Collector(List<ChangeSet> found) implements ChangeSetVisitor {

        @Override
        public Direction getDirection() {
            return Direction.REVERSE;
        }

        @Override
        public void visit(
                ChangeSet changeSet,
                DatabaseChangeLog changelog,
                Database database,
                Set<ChangeSetFilterResult> filterResults) {
            found.add(changeSet);
        }
    }
}
