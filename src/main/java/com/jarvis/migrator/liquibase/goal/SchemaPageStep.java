package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.check.DiffReport;
import com.jarvis.migrator.liquibase.check.SchemaPage;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.execution.UnmetPrecondition;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.command.CleanUpCommandStep;
import liquibase.command.CommandDefinition;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.AbstractHelperCommandStep;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/**
 * Updates {@code schema.md} after every {@code liquibase:update} that has applied a migration. Only the Maven goals write to
 * the project, not a test that updates a database.
 */
public class SchemaPageStep extends AbstractHelperCommandStep implements CleanUpCommandStep {

    /** A page that is being made. */
    private record Page(Supplier<Optional<Path>> text) {}

    private static final Set<String> UPDATES = Set.of("update", "updateToTag", "updateCount");

    @Override
    public String[][] defineCommandNames() {
        return new String[][] {{"schemaPageCommandStep"}};
    }

    @Override
    public int getOrder(CommandDefinition command) {
        return UPDATES.contains(command.getName()[0]) ? 1 : super.getOrder(command); // any number above 0
    }

    @Override
    public List<Class<?>> requiredDependencies() {
        return List.of(Database.class, DatabaseChangeLog.class, ChangeExecListener.class);
    }

    /** Steps of a command are ordered only by their dependencies, so this one does its work in the clean-up. */
    @Override
    public void run(CommandResultsBuilder results) {}

    /**
     * Begins the page in the background, if there is something to apply: it is the schema that the changelog creates, so it does not
     * depend on what the command does.
     */
    static void begin(CommandScope command) throws DatabaseException {
        Database database = (Database) command.getDependency(Database.class);
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        Set<String> ran = ChangeSetName.keys(database.getRanChangeSetList());
        if (Changelog.parametersOfGoal().isPresent()
                && changelog.getChangeSets().stream().anyMatch(one -> !ran.contains(ChangeSetName.key(one)))) {
            command.provideDependency(Page.class, new Page(page(database).refreshing(changelog, null)));
        }
    }

    @Override
    public void cleanUp(CommandResultsBuilder results) {
        CommandScope command = results.getCommandScope();
        if (Changelog.parametersOfGoal().isPresent()
                && command.getDependency(ChangeExecListener.class) instanceof DefaultChangeExecListener listener
                && !listener.getDeployedChangeSets().isEmpty()) {
            Database database = (Database) command.getDependency(Database.class);
            DatabaseChangeLog parsed = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
            Page begun = (Page) command.getDependency(Page.class);
            (begun == null || listener.getDeployedChangeSets().stream().anyMatch(SchemaPageStep::isMarkedOnly)
                            ? page(database).refresh(parsed)
                            : begun.text().get())
                    .ifPresent(
                            new DiffReport(Console.out(), Changelog.ofThisProject(), CommandLine.current())::updated);
        }
    }

    /** What a command did not execute is not part of the page, and that was not known when the page was begun. */
    private static boolean isMarkedOnly(ChangeSet changeSet) {
        return changeSet.getAttribute(UnmetPrecondition.HISTORY_ONLY) != null;
    }

    private static SchemaPage page(Database database) {
        return new SchemaPage(Changelog.ofThisProject(), database);
    }
}
