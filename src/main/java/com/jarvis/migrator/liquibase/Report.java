package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.diff.Condensed;
import com.jarvis.migrator.diff.Operation;
import com.jarvis.migrator.diff.Words;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells the user what {@code liquibase:diff} found. */
final class Report {

    private final PrintStream out;
    private final Path project;

    Report(PrintStream out, Path project) {
        this.out = out;
        this.project = project;
    }

    void nothing(Autogenerate.Outcome outcome) {
        leftAlone(outcome);
        out.println("The database matches the model: nothing to do.");
    }

    /**
     * @param page the page of the schema, where it was brought up to date
     * @param cost what the migrations cost, in lines
     */
    void written(Autogenerate.Outcome outcome, List<Path> files, Optional<Path> page, String cost) {
        List<Operation> operations = outcome.operations();
        boolean waits = operations.stream().anyMatch(Operation.Remark.class::isInstance);
        Condensed.of(operations).forEach(operation -> out.println(Words.line(operation)));
        outcome.losses().forEach(loss -> out.println("! loses " + loss));
        outcome.warnings().forEach(warning -> out.println("! " + warning));
        leftAlone(outcome);
        files.forEach(file -> out.println("Wrote " + project.relativize(file.toAbsolutePath())));
        page.ifPresent(this::refreshed);
        out.println("What it costs, tried on a scratch server:");
        out.print(cost);
        out.println(
                files.size() > 1
                        ? waits
                                ? "They wait for you: do what the comments say, then apply them:"
                                : "Review them, then apply them:"
                        : waits
                                ? "It waits for you: do what its comments say, then apply it:"
                                : "Review it, then apply it:");
        out.println("  mvn liquibase:update");
    }

    void empty(Path file) {
        out.println("Wrote " + project.relativize(file.toAbsolutePath()));
        out.println("It does nothing yet: write its changes and its rollback, then apply it:");
        out.println("  mvn liquibase:update");
    }

    void refreshed(Path page) {
        out.println("Brought " + project.relativize(page.toAbsolutePath()) + " up to date");
    }

    private void leftAlone(Autogenerate.Outcome outcome) {
        if (!outcome.leftAlone().isEmpty()) {
            out.println("Left alone, as no entity can say it: " + String.join(", ", outcome.leftAlone()));
        }
    }
}
