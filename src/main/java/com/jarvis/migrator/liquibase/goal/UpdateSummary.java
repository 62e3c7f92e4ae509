package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.ShowSummaryArgument;

/** The last line of an update: how many migrations it applied. */
final class UpdateSummary {

    private UpdateSummary() {}

    /** Liquibase's own summary, which counts "change sets", is off unless the user asks for it ({@code showSummary}). */
    static UpdateSummaryEnum ofLiquibase(CommandScope command) {
        return command.getConfiguredValue(ShowSummaryArgument.SHOW_SUMMARY).wasDefaultValueUsed()
                ? UpdateSummaryEnum.OFF
                : (UpdateSummaryEnum) command.getDependency(UpdateSummaryEnum.class);
    }

    /** How many migrations the command applied. */
    static int applied(CommandScope command) {
        return command.getDependency(ChangeExecListener.class) instanceof DefaultChangeExecListener listener
                ? (int) ProgressReport.applied(listener.getDeployedChangeSets())
                : 0;
    }

    /** Also warns of migrations that the settings of the command exclude. */
    static void print(CommandScope command) {
        ExcludedChangeSets excluded = ExcludedChangeSets.of(command);
        if (!excluded.lines().isEmpty()) {
            Console.err()
                    .println("Warning: the settings of this command exclude migrations, so these were not applied:\n  "
                            + String.join("\n  ", excluded.lines()));
        }
        excluded.others().ifPresent(others -> Console.out().println("For other databases, so not applied: " + others));
        int applied = applied(command);
        Console.out()
                .println(
                        switch (applied) {
                            case 0 -> "Nothing to apply.";
                            case 1 -> "1 migration applied.";
                            default -> applied + " migrations applied.";
                        });
    }
}
