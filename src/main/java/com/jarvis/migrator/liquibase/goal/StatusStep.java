package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangeSetNames;
import com.jarvis.migrator.changelog.MergeCheck;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.lint.Lint;
import com.jarvis.migrator.lint.Reruns;
import com.jarvis.migrator.liquibase.check.ModelStatus;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.ServerFailure;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.Squashes;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.StatusCommandStep;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.precondition.core.PreconditionContainer;

/**
 * {@code liquibase:status}: the database, its revision, what is pending, and whether the live schema matches the model. With
 * {@code -Dcheck} it fails if the database is not at the head or differs from the model. With {@code -Dsizes} it also writes the sizes
 * of the tables into a file.
 */
@CommandOverride(override = StatusCommandStep.class)
public class StatusStep extends StatusCommandStep {

    /** read_only_sql_transaction (PostgreSQL's manual, appendix A). */
    private static final String READ_ONLY = "25006";

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT);

    /** @throws MigratorException with {@code -Dcheck}, if the database is not ready */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> report(results));
    }

    private void report(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        CommandLine given = CommandLine.current();
        Database database = (Database) command.getDependency(Database.class);
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        ChangeLogParameters parameters = (ChangeLogParameters) command.getDependency(ChangeLogParameters.class);
        List<RanChangeSet> ran = database.getRanChangeSetList();
        Reruns reruns = new Reruns(ran);
        List<ChangeSet> again = new ArrayList<>();
        List<ChangeSet> pending = new ArrayList<>();
        for (ChangeSet changeSet :
                listUnrunChangeSets(parameters.getContexts(), parameters.getLabels(), changelog, database)) {
            (reruns.contain(changeSet) ? again : pending).add(changeSet);
        }
        Squashes squashes = Squashes.of(changelog);
        Set<String> applied = ChangeSetName.keys(ran);
        List<ChangeSet> changed = pending.stream()
                .filter(changeSet -> applied.contains(ChangeSetName.key(changeSet)))
                .toList();
        Set<String> listed =
                changelog.getChangeSets().stream().map(ChangeSetName::key).collect(Collectors.toSet());
        List<String> unknown = ran.stream()
                .filter(r -> !listed.contains(ChangeSetName.key(r)))
                .filter(r -> squashes.replacing(r).isEmpty())
                .map(ChangeSetName::of)
                .toList();
        MergeCheck files = Changelog.ofThisProject().mergeCheck(changelog);
        List<String> merged = new ArrayList<>(files.problems());
        merged.addAll(files.overtaken(
                pending.stream()
                        .filter(one -> !changed.contains(one) && !Squashes.isRunBy(ran, one))
                        .map(Changelog::file)
                        .toList(),
                Changelog.filesOf(ran, changelog),
                count -> CommandHint.ROLLBACK_COUNT.of(String.valueOf(count))));

        StringBuilder text = new StringBuilder();
        text.append("Database  %s as %s, PostgreSQL %s%n"
                .formatted(
                        Printable.line(database.getConnection().getVisibleUrl()),
                        Printable.line(database.getConnection().getConnectionUserName()),
                        database.getDatabaseProductVersion()));
        text.append("Revision  ").append(current(ran, pending.isEmpty())).append('\n');
        text.append("Pending   ")
                .append(pending(pending, changed, ran, given.isSet("verbose")))
                .append('\n');
        if (!again.isEmpty()) {
            text.append("Again     with every update (runAlways): ")
                    .append(again.stream().map(ChangeSetName::of).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        ExcludedChangeSets excluded = ExcludedChangeSets.of(command);
        if (!excluded.lines().isEmpty()) {
            text.append("Excluded  by the settings of this command, so update does not apply them:\n%s\n"
                    .formatted(lines(
                            given.isSet("verbose") ? excluded.lines() : ChangeSetNames.shortened(excluded.lines()))));
        }
        excluded.others().ifPresent(others -> text.append("Others    for other databases: ")
                .append(others)
                .append('\n'));
        if (ran.isEmpty() && !pending.isEmpty() && hasTables(database)) {
            text.append("""
                    This schema has tables, but no migration has run here, so update may fail on them.
                    If they are what the migrations create, mark the migrations as run (docs/existing-database.md):
                      %s
                    """.formatted(CommandHint.CHANGELOG_SYNC.typed()).indent(2));
        }
        if (!unknown.isEmpty()) {
            text.append("Unknown   run by this database, but not listed in %s:%n%s%n"
                    .formatted(changelog.getPhysicalFilePath(), lines(unknown)));
        }
        Stream.concat(merged.stream(), files.advice().stream())
                .forEach(problem -> text.append("Changelog ").append(problem).append('\n'));
        ModelStatus model = null;
        if (pending.isEmpty() && unknown.isEmpty()) {
            model = model(database, changelog, given, !ran.isEmpty());
            text.append(model.text());
        } else if (unknown.isEmpty()) {
            text.append("Model     will be compared once they are applied\n");
        } else {
            text.append("Model     was not compared: the unknown migrations have changed the live schema\n");
        }
        if (given.isSet("sizes")) {
            text.append("Sizes     of %d tables, in %s\n"
                    .formatted(sizes(database, given), Printable.line(given.get("sizes", ""))));
        }
        handleOutput(results, Printable.text(CommandHint.withSettingsOf(given, text.toString())));
        if (given.isSet("check")) {
            check(pending, unknown, merged, model);
        }
    }

    /** The comparison creates scratch schemas, which a server that only reads refuses; the rest of the status is still true. */
    private static ModelStatus model(
            Database database, DatabaseChangeLog changelog, CommandLine given, boolean isMigrated) throws Exception {
        try {
            return ModelStatus.of(database, changelog, given, isMigrated);
        } catch (Exception e) {
            Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
            String why = FailedStatement.in(e)
                    .filter(failed -> READ_ONLY.equals(failed.cause().getSQLState()))
                    .flatMap(failed -> ServerFailure.of(failed.cause(), connection))
                    .map(ServerFailure::text)
                    .orElseThrow(() -> e);
            return ModelStatus.unknown(why, isMigrated);
        }
    }

    /** The number of tables whose sizes it writes into the file of {@code -Dsizes}. */
    private static int sizes(Database database, CommandLine given) throws SQLException, MigratorException {
        return Lint.writeSizes(
                ((JdbcConnection) database.getConnection()).getUnderlyingConnection(),
                given.project(),
                given.get("sizes", ""));
    }

    private static boolean hasTables(Database database) throws SQLException {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        return SystemQuery.one(connection, """
                select exists (select from pg_class where relkind in ('r', 'p')
                  and relnamespace = (select oid from pg_namespace where nspname = current_schema()) and relname !~ '^databasechangelog')""", row -> row.getBoolean(1));
    }

    private static String current(List<RanChangeSet> ran, boolean head) {
        if (ran.isEmpty()) {
            return head ? "none; the changelog is empty" : "none; nothing is applied yet";
        }
        RanChangeSet last = ran.get(ran.size() - 1);
        return "%s%s%s"
                .formatted(
                        ChangeSetName.of(last)
                                + (last.getExecType() == ChangeSet.ExecType.MARK_RAN
                                        ? " (marked as run, not executed)"
                                        : ""),
                        head ? " (head)" : "",
                        about(ChangeSetName.message(last), last.getId(), 12));
    }

    private static String pending(
            List<ChangeSet> pending, List<ChangeSet> changed, List<RanChangeSet> ran, boolean all) {
        if (pending.isEmpty()) {
            return "none";
        }
        List<String> entries = pending.stream()
                .map(changeSet -> ChangeSetName.of(changeSet)
                        + about(ChangeSetName.message(changeSet), changeSet.getId(), 2)
                        + (changed.contains(changeSet) ? "\n  changed since it ran; update runs it again" : "")
                        + Squashes.pending(changeSet, ran)
                                .map(text -> "\n" + ModelStatus.indented(text))
                                .orElseGet(() -> condition(changeSet.getPreconditions())))
                .toList();
        return "%s:%n%s%n  %s    applies %s%s"
                .formatted(
                        counted(pending),
                        lines(all ? entries : ChangeSetNames.shortened(entries)),
                        CommandHint.UPDATE.typed(),
                        pending.size() == 1 ? "it" : "them",
                        isConditional(pending) ? " where the preconditions are met" : "");
    }

    private static boolean isConditional(List<ChangeSet> pending) {
        return pending.stream()
                .filter(changeSet -> Squash.of(changeSet).isEmpty())
                .anyMatch(changeSet -> !condition(changeSet.getPreconditions()).isEmpty());
    }

    /** What update does with the changeset if its precondition is not met; status does not evaluate it. */
    private static String condition(PreconditionContainer precondition) {
        if (precondition == null) {
            return "";
        }
        List<String> options = List.of(
                precondition.getOnFail().name(), precondition.getOnError().name());
        return options.contains("CONTINUE")
                ? "\n  has a precondition; while it is not met, update skips it and it stays pending"
                : options.contains("MARK_RAN")
                        ? "\n  has a precondition; if it is not met, update marks it as run without executing it"
                        : "";
    }

    /** The line below a changeset's name: what it does, and when it was written; none if neither is known. */
    private static String about(String message, String id, int indent) {
        String about = Stream.of(message, Revision.time(id).map(MINUTE::format).orElse(""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        return about.isEmpty() ? "" : "\n" + " ".repeat(indent) + about;
    }

    private static void check(List<ChangeSet> pending, List<String> unknown, List<String> merged, ModelStatus model)
            throws MigratorException {
        if (!pending.isEmpty()) {
            throw new MigratorException("This database is not at the head: %s %s pending. Apply %s:%n  %s%s"
                    .formatted(
                            counted(pending),
                            pending.size() == 1 ? "is" : "are",
                            pending.size() == 1 ? "it" : "them",
                            CommandHint.UPDATE.typed(),
                            isConditional(pending) ? "\nIt applies a migration only if its precondition is met." : ""));
        }
        if (!unknown.isEmpty()) {
            throw new MigratorException(
                    "This database has run migrations that the changelog does not list (see above). Get the branch that has them.");
        }
        if (!merged.isEmpty()) {
            throw new MigratorException("The changelog is not in order (see above).");
        }
        if (!model.isSame() && model.unknown() == null && model.toModel().isEmpty()) {
            throw new MigratorException(
                    "The live schema has more than entities and migrations (see above). Accept it in %s, or drop it."
                            .formatted(Changelog.ofThisProject().acceptedName()));
        }
        if (!model.isSame()) {
            throw new MigratorException(
                    model.unknown() == null
                            ? "The live schema differs from the model (see above). Write the migration between them:\n"
                                    + "  mvn compile liquibase:diff -Dmessage=\"what changes\""
                            : "The live schema was not compared with the model (see above), so they may differ.");
        }
    }

    private static String counted(List<ChangeSet> changeSets) {
        return ChangeSetNames.counted(changeSets.stream().map(ChangeSetName::of).toList());
    }

    private static String lines(List<String> lines) {
        return ModelStatus.indented(String.join("\n", lines));
    }
}
