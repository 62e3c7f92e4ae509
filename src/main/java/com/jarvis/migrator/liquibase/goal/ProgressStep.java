package com.jarvis.migrator.liquibase.goal;

import java.util.List;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.ChangeExecListenerCommandStep;

/** Prints a line for each migration that is applied or rolled back, except for commands that only write SQL. */
@CommandOverride(override = ChangeExecListenerCommandStep.class)
public class ProgressStep extends ChangeExecListenerCommandStep {

    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        super.run(results);
        CommandScope command = results.getCommandScope();
        boolean changesTheDatabase =
                List.of(command.getCommand().getName()).stream().noneMatch(name -> name.endsWith("Sql"));
        if (changesTheDatabase
                && command.getDependency(ChangeExecListener.class) instanceof DefaultChangeExecListener listeners) {
            listeners.addListener(new ProgressReport());
        }
    }
}
