package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.operation.NetChanges;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints what {@code liquibase:diff} found and wrote. */
public final class DiffReport {

    private static final int MOST_LINES = 40;

    private static final Pattern ERROR = Pattern.compile("(?m)^\\s*ERROR ");

    /** The advice about {@code -Donline}, which the report gives once, with the name of the file and the settings. */
    private static final Pattern OF_ONE_FINDING = Pattern.compile(
            "(?m)^ *If diff generated this migration, delete it .*\\R *mvn compile liquibase:diff -Donline(?:\\R|\\z)");

    private final PrintStream out;
    private final Changelog changelog;
    private final CommandLine given;

    public DiffReport(PrintStream out, Changelog changelog, CommandLine given) {
        this.out = out;
        this.changelog = changelog;
        this.given = given;
    }

    /** The database matches the model. */
    public void nothing(Autogenerate.Outcome outcome) {
        leftAlone(outcome);
        out.println("The database matches the model: nothing to do.");
    }

    /**
     * What the database has in addition to the entities, and keeps.
     *
     * @param added what was added to the accepted differences
     * @param obsolete the accepted differences that the database does not have
     */
    public void kept(Autogenerate.Outcome outcome, List<KeptPart> added, List<String> obsolete) {
        int known = outcome.kept().size() - added.size();
        if (known > 0) {
            out.println("Left alone, as accepted in %s: %s"
                    .formatted(changelog.acceptedName(), AcceptedHere.counted(known)));
        }
        String advice = new AcceptedHere(known, obsolete).advice(changelog);
        if (!advice.isEmpty()) {
            out.println(advice.substring(0, 1).toUpperCase(Locale.ROOT) + advice.substring(1));
        }
        if (added.isEmpty()) {
            return;
        }
        out.println("Left alone, as diff did not create it:");
        KeptSummary.lines(added).forEach(line -> out.println("  " + line));
        out.println("""
                %s in %s, with the annotations that would say it. Review the file and commit it.
                To have a part in the entities, add its annotation and delete its line. To drop it:
                %s""".formatted(
                added.size() == 1 ? "It is now" : "These %d are now".formatted(added.size()),
                changelog.acceptedName(),
                CommandHint.withSettingsOf(given, "  mvn compile liquibase:diff -Dallow=drop -Ddrop=<name>,<name>")));
    }

    /**
     * Migrations were written.
     *
     * @param page schema.md, if it was updated
     * @param cost the lint report of the migrations, in lines
     */
    public void written(Autogenerate.Outcome outcome, List<Path> files, Optional<Path> page, String cost) {
        OperationText.summary(NetChanges.of(outcome.operations())).forEach(out::println);
        outcome.losses().forEach(loss -> out.println("! loses " + loss));
        outcome.warnings().forEach(warning -> out.println("! " + warning));
        leftAlone(outcome);
        files.forEach(file -> out.println("Wrote " + relative(file)));
        page.ifPresent(this::updated);
        out.println("What it costs, tried on a scratch server:");
        boolean mayBlock = ERROR.matcher(cost).find() && !given.isSet("online");
        out.print(shortened(mayBlock ? OF_ONE_FINDING.matcher(cost).replaceAll("") : cost));
        if (mayBlock) {
            online(files.get(0));
        }
        boolean isComplete = outcome.operations().stream().noneMatch(Operation.AuthorNote.class::isInstance);
        String it = files.size() > 1 ? "them" : "it";
        out.println((isComplete ? "Review %1$s, then apply %1$s:" : "Edit %1$s as the comments say, then apply %1$s:")
                .formatted(it));
        out.println("  mvn liquibase:update");
    }

    /** A report that is too long to read, without what to write instead, which is indented the most. */
    private static String shortened(String cost) {
        if (cost.lines().count() <= MOST_LINES) {
            return cost;
        }
        return cost.lines().filter(line -> !line.startsWith("      ")).collect(Collectors.joining("\n"))
                + "\n  mvn compile liquibase:validate    shows what to write instead\n";
    }

    private void online(Path file) {
        out.println("""
                For a table in use, write the change in steps that do not block it. Delete %s
                and its include in %s, then:
                %s""".formatted(
                        relative(file),
                        changelog.name(),
                        CommandHint.withSettingsOf(given, "  mvn compile liquibase:diff -Donline")));
    }

    /** An empty migration was written, for its author to fill in. */
    public void empty(Path file) {
        out.println("Wrote " + relative(file));
        out.println("It does nothing yet. Write its changes and its rollback, then apply it:");
        out.println("  mvn liquibase:update");
    }

    /** schema.md was updated. */
    public void updated(Path page) {
        out.println("Updated " + relative(page));
    }

    private Path relative(Path file) {
        return changelog.project().relativize(file.toAbsolutePath());
    }

    private void leftAlone(Autogenerate.Outcome outcome) {
        if (!outcome.leftAlone().isEmpty()) {
            out.println("Left alone, as entities cannot describe them: " + String.join(", ", outcome.leftAlone()));
        }
    }
}
