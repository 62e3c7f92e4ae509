package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.execution.ExecutionTimes;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.change.core.RawSQLChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.HistoryCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.Database;
import liquibase.resource.ResourceAccessor;

/**
 * {@code liquibase:history}: the migrations that the database has run, the oldest first. {@code -Dverbose} adds what each
 * of them does, {@code -Drevision} shows one of them.
 */
@CommandOverride(override = HistoryCommandStep.class)
public class HistoryStep extends HistoryCommandStep {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter WITH_ZONE = new DateTimeFormatterBuilder()
            .append(LOCAL)
            .appendLiteral(' ')
            .appendOffset("+HH:MM", "UTC")
            .toFormatter(Locale.ROOT);

    /** @throws MigratorException if {@code -Drevision} matches no revision or several */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> show(results));
    }

    private void show(CommandResultsBuilder results) throws Exception {
        Database database = (Database) results.getCommandScope().getDependency(Database.class);
        HistoryTable.of(database).requireRights("history");
        List<RanChangeSet> ran = database.getRanChangeSetList();
        if (ran.isEmpty()) {
            handleOutput(
                    results,
                    "This database has run no migration yet.\n  %s    applies them\n"
                            .formatted(CommandHint.UPDATE.typed()));
            return;
        }
        CommandLine given = CommandLine.current();
        List<RanChangeSet> shown = shown(ran, given.get("revision", ""));
        Map<String, Duration> durations = ExecutionTimes.read(database);
        boolean verbose = given.isSet("verbose");
        DatabaseChangeLog changelog = verbose ? changelog(database) : null;
        Map<String, String> replaced = areThere(shown) ? Map.of() : replaced();
        int width = shown.stream()
                .mapToInt(r -> Printable.line(r.getId()).length())
                .max()
                .orElse(0);
        int by = shown.stream()
                .mapToInt(r -> Printable.line(r.getAuthor()).length())
                .max()
                .orElse(0);
        Function<RanChangeSet, String> time = one -> time(one, durations.containsKey(ExecutionTimes.key(one)));
        int longest = shown.stream().mapToInt(r -> time.apply(r).length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (RanChangeSet one : shown) {
            Duration duration = durations.get(ExecutionTimes.key(one));
            String id = Printable.line(one.getId());
            String author = Printable.line(one.getAuthor());
            text.append(id + " ".repeat(width - id.length() + 2))
                    .append(time.apply(one)
                            + " ".repeat(longest - time.apply(one).length()))
                    .append("%12s  ".formatted(hasRun(duration) ? ExecutionTimes.text(duration) : ""))
                    .append(author + " ".repeat(by - author.length() + 2))
                    .append(message(one))
                    .append(one.getExecType() == ChangeSet.ExecType.MARK_RAN ? " (marked as run, not executed)" : "")
                    .append(replacedBy(one, replaced))
                    .append(one == ran.get(ran.size() - 1) ? " (current)\n" : "\n");
            if (verbose) {
                operations(one, changelog)
                        .forEach(line ->
                                text.append("  ").append(Printable.line(line)).append('\n'));
            }
        }
        handleOutput(results, Printable.text(text.toString()));
    }

    /** What a changeset does; one that {@code diff} did not write is in a file of another name. */
    private static String message(RanChangeSet ran) {
        return Stream.of(
                        ChangeSetName.message(ran),
                        ChangeSetName.isRevision(ran) ? "" : "in " + Printable.line(ran.getChangeLog()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** @param isInstant false for a row of Liquibase, which is a local time of the machine that wrote it */
    private static String time(RanChangeSet ran, boolean isInstant) {
        return (isInstant ? WITH_ZONE : LOCAL)
                .format(ran.getDateExecuted().toInstant().atZone(ZoneId.systemDefault()));
    }

    private static boolean hasRun(Duration duration) {
        return duration != null && !duration.isZero();
    }

    private static List<RanChangeSet> shown(List<RanChangeSet> ran, String given) throws MigratorException {
        if (given.isEmpty()) {
            return ran;
        }
        List<String> known = ran.stream().map(RanChangeSet::getId).toList();
        String revision = Revisions.find(given, known, "so none is shown")
                .orElseThrow(() -> new MigratorException(
                        "This database has not run a revision %s.\n  %s    shows those that it has run"
                                .formatted(given, CommandHint.HISTORY.typed())));
        return ran.stream().filter(one -> one.getId().equals(revision)).toList();
    }

    private static String replacedBy(RanChangeSet ran, Map<String, String> replaced) {
        String by = replaced.get(ChangeSetName.key(ran));
        return by == null ? "" : " (replaced by " + by + ")";
    }

    /** Whether the project has the files of all changesets, so that none of them is replaced. Reads no file. */
    private static boolean areThere(List<RanChangeSet> ran) {
        ResourceAccessor files = Scope.getCurrentScope().getResourceAccessor();
        try {
            for (RanChangeSet one : ran) {
                if (!files.get(one.getChangeLog()).exists()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the changelog says that it replaces, by key; nothing if it cannot be read: the history is the database's. */
    private static Map<String, String> replaced() {
        try {
            return Changelog.ofThisProject().listed().replaced();
        } catch (Exception e) {
            return Map.of();
        }
    }

    /** The changelog, or null if it cannot be read: then the descriptions in databasechangelog are used. */
    private static DatabaseChangeLog changelog(Database database) {
        try {
            return DatabaseChangelogCommandStep.getDatabaseChangeLog(
                    Changelog.ofThisProject().name(), Changelog.parameters(database), database);
        } catch (Exception e) {
            return null;
        }
    }

    private static List<String> operations(RanChangeSet ran, DatabaseChangeLog changelog) {
        var changeSet = changelog == null ? null : changelog.getChangeSet(ran);
        if (changeSet == null) {
            return List.of(Objects.toString(ran.getDescription(), "").split("; "));
        }
        return changeSet.getChanges().stream()
                .map(change -> change instanceof RawSQLChange sql
                        ? "sql " + sql.getSql().strip().replaceAll("\\s+", " ")
                        : change.getDescription())
                .toList();
    }
}
