package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.liquibase.check.DiffReport;
import com.jarvis.migrator.liquibase.check.SchemaPage;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.util.List;
import java.util.Set;
import liquibase.Scope;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.command.CleanUpCommandStep;
import liquibase.command.CommandDefinition;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.AbstractHelperCommandStep;
import liquibase.database.Database;

/**
 * Updates {@code schema.md} after every {@code liquibase:update} that has applied a migration. Only the Maven goals write to
 * the project, not a test that updates a database.
 */
public class SchemaPageStep extends AbstractHelperCommandStep implements CleanUpCommandStep {

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

    @Override
    public void cleanUp(CommandResultsBuilder results) {
        CommandScope command = results.getCommandScope();
        boolean goal = Scope.getCurrentScope().get(Scope.Attr.mavenConfigurationProperties, Object.class) != null;
        if (goal
                && command.getDependency(ChangeExecListener.class) instanceof DefaultChangeExecListener listener
                && !listener.getDeployedChangeSets().isEmpty()) {
            Changelog changelog = Changelog.ofThisProject();
            new SchemaPage(changelog, (Database) command.getDependency(Database.class))
                    .refresh((DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class))
                    .ifPresent(new DiffReport(Console.out(), changelog, CommandLine.current())::updated);
        }
    }
}
