package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.head.HistoryRow;
import com.jarvis.migrator.liquibase.head.HistoryText;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import liquibase.Scope;
import liquibase.change.core.RawSQLChange;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.core.HistoryCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ResourceAccessor;

/**
 * {@code liquibase:history}: the migrations that the database has run, the oldest first. {@code -Dverbose} adds what each
 * of them does, {@code -Drevision} shows one of them.
 */
@CommandOverride(override = HistoryCommandStep.class)
public class HistoryStep extends HistoryCommandStep {

    /** @throws MigratorException if {@code -Drevision} matches no revision or several */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        UserErrors.explain(results, () -> show(results));
    }

    private void show(CommandResultsBuilder results) throws Exception {
        Database database = (Database) results.getCommandScope().getDependency(Database.class);
        HistoryTable.of(database).requireRights("history");
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        List<HistoryRow> ran = HistoryRow.read(connection, AppliedChangeSets.qualifiedTable(database)).stream()
                .map(row -> row.in(DatabaseChangeLog.normalizePath(row.file())))
                .toList();
        if (ran.isEmpty()) {
            handleOutput(
                    results,
                    "This database has run no migration yet.\n  %s    applies them\n"
                            .formatted(CommandHint.UPDATE.typed()));
            return;
        }
        CommandLine given = CommandLine.current();
        List<HistoryRow> shown = shown(ran, given.get("revision", ""));
        DatabaseChangeLog changelog = given.isSet("verbose") ? changelog(database) : null;
        HistoryText text = new HistoryText(
                ran,
                areThere(shown) ? Map.of() : replaced(),
                row -> given.isSet("verbose") ? operations(row, changelog) : List.of());
        handleOutput(results, text.of(shown));
    }

    private static List<HistoryRow> shown(List<HistoryRow> ran, String given) throws MigratorException {
        if (given.isEmpty()) {
            return ran;
        }
        List<String> known = ran.stream().map(HistoryRow::id).toList();
        String revision = Revisions.find(given, known, "so none is shown")
                .orElseThrow(() -> new MigratorException(
                        "This database has not run a revision %s.\n  %s    shows those that it has run"
                                .formatted(given, CommandHint.HISTORY.typed())));
        return ran.stream().filter(one -> one.id().equals(revision)).toList();
    }

    /** Whether the project has the files of all changesets, so that none of them is replaced. Reads no file. */
    private static boolean areThere(List<HistoryRow> ran) {
        ResourceAccessor files = Scope.getCurrentScope().getResourceAccessor();
        try {
            for (HistoryRow one : ran) {
                if (!files.get(one.file()).exists()) {
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

    private static List<String> operations(HistoryRow ran, DatabaseChangeLog changelog) {
        var changeSet = changelog == null ? null : changelog.getChangeSet(ran.file(), ran.author(), ran.id());
        if (changeSet == null) {
            return List.of(Objects.toString(ran.description(), "").split("; "));
        }
        return changeSet.getChanges().stream()
                .map(change -> change instanceof RawSQLChange sql
                        ? "sql " + sql.getSql().strip().replaceAll("\\s+", " ")
                        : change.getDescription())
                .toList();
    }
}
