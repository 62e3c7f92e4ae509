package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.changelog.ChangeSetNames;
import com.jarvis.migrator.liquibase.head.HeadCheck;
import java.util.List;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.ShowSummaryArgument;

/** The last line of an update: how many changesets it applied. */
final class UpdateSummary {

    private UpdateSummary() {}

    /** Liquibase's own summary, which counts "change sets", is off unless the user asks for it ({@code showSummary}). */
    static UpdateSummaryEnum ofLiquibase(CommandScope command) {
        return command.getConfiguredValue(ShowSummaryArgument.SHOW_SUMMARY).wasDefaultValueUsed()
                ? UpdateSummaryEnum.OFF
                : (UpdateSummaryEnum) command.getDependency(UpdateSummaryEnum.class);
    }

    /** What Liquibase goes through for its own summary: nothing, if that is off. */
    static DatabaseChangeLog summarized(CommandScope command, DatabaseChangeLog changelog) {
        return ofLiquibase(command) == UpdateSummaryEnum.OFF ? new DatabaseChangeLog() : changelog;
    }

    /** The names of the changesets that the command applied. */
    static List<String> applied(CommandScope command) {
        return command.getDependency(ChangeExecListener.class) instanceof DefaultChangeExecListener listener
                ? ProgressReport.applied(listener.getDeployedChangeSets())
                : List.of();
    }

    /** Also warns of migrations that the settings of the command exclude. */
    static void print(CommandScope command) {
        ExcludedChangeSets excluded = ExcludedChangeSets.of(command);
        if (!excluded.lines().isEmpty()) {
            Console.err()
                    .println("Warning: the settings of this command exclude %s, so these were not applied:\n  "
                                    .formatted(ChangeSetNames.noun(0, excluded.lines()))
                            + String.join("\n  ", ChangeSetNames.shortened(excluded.lines())));
        }
        excluded.others().ifPresent(others -> Console.out().println("For other databases, so not applied: " + others));
        List<String> applied = applied(command);
        Console.out().println(applied.isEmpty() ? HeadCheck.NOTHING : ChangeSetNames.counted(applied) + " applied.");
    }
}
