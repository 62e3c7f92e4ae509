package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangelogCheck;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.LiquibaseException;
import liquibase.exception.ValidationFailedException;

/** Explains in terms of the changelog's files why Liquibase cannot read or validate them. */
public final class ChangelogFailure {

    /** In the text of XMLChangeLogSAXParser, 5.0.4. */
    private static final Pattern PLACE = Pattern.compile("Error parsing line (\\d+) column (\\d+)");

    private static final Pattern FILE = Pattern.compile("(?:Error parsing|in file) (\\S+?\\.\\w+)(?=[\\s:]|$)");

    /** Of AbstractFormattedChangeLogParser, 5.0.4. */
    private static final Pattern UNEXPECTED =
            Pattern.compile("Unexpected formatting in formatted changelog '(.*?)' at line (\\d+)");

    private ChangelogFailure() {}

    /** Reads or validates a changelog. */
    @FunctionalInterface
    public interface Reading {
        void run() throws Exception;
    }

    /**
     * @param master the path of the master changelog
     * @throws MigratorException if a file of the changelog is missing, unreadable, listed twice, edited or not valid
     * @throws Exception if the database fails
     */
    public static void explain(String master, Reading reading) throws Exception {
        try {
            reading.run();
        } catch (StackOverflowError e) { // Liquibase follows an include that never ends
            ChangelogCheck.check(master, Scope.getCurrentScope().getResourceAccessor());
            throw e;
        } catch (LiquibaseException e) {
            if (isOfTheDatabase(e)) {
                throw e;
            }
            Set<String> files =
                    ChangelogCheck.check(master, Scope.getCurrentScope().getResourceAccessor());
            ProjectFiles.requireNoRefusal();
            if (e instanceof ValidationFailedException invalid) {
                throw invalid.getInvalidMD5Sums().isEmpty()
                        ? notValid(invalid)
                        : edited(master, invalid.getInvalidMD5Sums().get(0));
            }
            throw unexpected(e).orElseGet(() -> unreadable(master, files, e));
        }
    }

    /** Liquibase reads databasechangelog while it parses the changelog, and then reports that a file is at fault. */
    private static boolean isOfTheDatabase(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** Liquibase often names the changelog that includes the file at fault, so each file is read alone. */
    private static MigratorException unreadable(String master, Set<String> files, LiquibaseException failure) {
        for (String file : files) {
            try {
                DatabaseChangelogCommandStep.getDatabaseChangeLog(
                        file, Changelog.parameters(null), new PostgresDatabase());
            } catch (Exception e) {
                return unreadable(file, file, e);
            }
        }
        // What includeAll found is named in the message alone.
        return FILE.matcher(String.valueOf(failure.getMessage()))
                .results()
                .map(named -> named.group(1))
                .filter(file -> !file.equals(master))
                .reduce((first, last) -> last)
                .map(file -> unreadable(file, file, failure))
                .orElseGet(() -> files.isEmpty()
                        ? unreadable(master, master, failure)
                        : unreadable(
                                master + ", or a file that it uses,", master.replaceFirst("[^/]*$", "."), failure));
    }

    private static MigratorException unreadable(String what, String restored, Exception failure) {
        Matcher place = PLACE.matcher(String.valueOf(failure.getMessage()));
        String line = place.find() ? " (line %s, column %s)".formatted(place.group(1), place.group(2)) : "";
        String reason = Reason.of(failure);
        return new MigratorException("""
                %1$s cannot be read: %2$s%3$s.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %4$s""".formatted(
                        what,
                        reason.substring(Math.max(0, reason.lastIndexOf("Error parsing ")))
                                .replaceFirst("^Error parsing .*?: ?", ""),
                        line,
                        restored));
    }

    /** The findings are indented below a count of each kind. */
    private static MigratorException notValid(ValidationFailedException invalid) {
        List<String> findings = new ArrayList<>();
        String kind = "";
        for (String line : invalid.getMessage().lines().toList()) {
            if (line.matches(" {5}\\d+ \\D.*")) {
                kind = line.contains("duplicate identifiers") ? "this changeset occurs twice: " : "";
            } else if (line.startsWith("     ") && !line.strip().equals("Preconditions Failed")) {
                findings.add("  " + kind + Reason.plain(line));
            }
        }
        return new MigratorException("""
                The changelog is not valid, so nothing was run:
                %s
                Fix what it names, then run the command again.""".formatted(String.join("\n", findings)));
    }

    /** Formatted SQL with a line that looks like one of Liquibase's, but is none. */
    private static Optional<MigratorException> unexpected(LiquibaseException failure) {
        return Optional.of(UNEXPECTED.matcher(String.valueOf(failure.getMessage())))
                .filter(Matcher::find)
                .map(place -> new MigratorException("""
                        %1$s is not well formed in line %2$s: Liquibase does not know what begins there.
                        Nothing was run. A changeset begins like this, and what it has besides SQL like one of the others:
                          --changeset <author>:<id>
                          --comment: …
                          --preconditions …
                          --rollback …
                        To restore the committed version:
                          git checkout -- %1$s""".formatted(Printable.line(place.group(1)), place.group(2))));
    }

    /** @param mismatch {@code <file>::<id>::<author> was: <checksum> but is now: <checksum>} */
    private static MigratorException edited(String master, String mismatch) {
        String name = mismatch.replaceFirst(" was: .*$", "");
        Optional<ChangeSet> changeSet = changeSet(master, name);
        return new MigratorException("""
                %1$s was edited after this database ran it.
                A migration runs once, so the edit would never reach this database, and other databases would differ;
                nothing was run. Undo the edit, and make the change in a migration of its own:
                  git checkout -- %2$s
                  git log -p -- %2$s        if the edit is committed
                  mvn compile liquibase:diff -Dmessage="what changes\"""".formatted(
                changeSet.map(ChangeSetName::place).orElseGet(() -> Printable.line(name)),
                Printable.line(changeSet.map(Changelog::file).orElseGet(() -> name.substring(0, name.indexOf("::"))))));
    }

    /** The changeset of this name, in which {@code logicalFilePath} may stand for its file. */
    private static Optional<ChangeSet> changeSet(String master, String name) {
        try {
            return DatabaseChangelogCommandStep.getDatabaseChangeLog(
                            master, Changelog.parameters(null), new PostgresDatabase())
                    .getChangeSets()
                    .stream()
                    .filter(one -> one.toString(false).equals(name))
                    .findFirst();
        } catch (Exception e) {
            return Optional.empty();
        }
    }
}
