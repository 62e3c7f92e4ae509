package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.operation.NetChanges;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells the user what {@code liquibase:diff} found. */
public final class DiffReport {

    private final PrintStream out;
    private final Path project;

    public DiffReport(PrintStream out, Path project) {
        this.out = out;
        this.project = project;
    }

    public void nothing(Autogenerate.Outcome outcome) {
        leftAlone(outcome);
        out.println("The database matches the model: nothing to do.");
    }

    /**
     * @param page the page of the schema, where it was brought up to date
     * @param cost what the migrations cost, in lines
     */
    public void written(Autogenerate.Outcome outcome, List<Path> files, Optional<Path> page, String cost) {
        List<Operation> operations = outcome.operations();
        boolean waits = operations.stream().anyMatch(Operation.AuthorNote.class::isInstance);
        NetChanges.of(operations).forEach(operation -> out.println(OperationText.line(operation)));
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

    public void empty(Path file) {
        out.println("Wrote " + project.relativize(file.toAbsolutePath()));
        out.println("It does nothing yet: write its changes and its rollback, then apply it:");
        out.println("  mvn liquibase:update");
    }

    public void refreshed(Path page) {
        out.println("Brought " + project.relativize(page.toAbsolutePath()) + " up to date");
    }

    private void leftAlone(Autogenerate.Outcome outcome) {
        if (!outcome.leftAlone().isEmpty()) {
            out.println("Left alone, as no entity can say it: " + String.join(", ", outcome.leftAlone()));
        }
    }
}
