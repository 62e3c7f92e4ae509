package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangelogCheck;
import com.jarvis.migrator.liquibase.check.Baseline;
import com.jarvis.migrator.liquibase.check.ChangelogPreconditions;
import com.jarvis.migrator.liquibase.check.Revisions;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.SettingProviders;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.ChangelogFailure;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import com.jarvis.migrator.lock.LockSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.ChangelogSyncToTagCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

/** Reads and validates the changelog as Liquibase does, and reports problems in terms of its files. */
@CommandOverride(override = DatabaseChangelogCommandStep.class)
public class ChangelogStep extends DatabaseChangelogCommandStep {

    /** @throws MigratorException if a file of the changelog is missing, unreadable, listed twice or edited */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        SettingProviders.replace();
        UserErrors.explain(results, () -> read(results));
    }

    private void read(CommandResultsBuilder results) throws Exception {
        CommandScope command = results.getCommandScope();
        String master = command.getArgumentValue(CHANGELOG_FILE_ARG);
        String name = command.getCommand().getName()[0];
        Database database = (Database) command.getDependency(Database.class);
        CommandLine given = CommandLine.current();
        Settings settings = Settings.of(given.values());
        LockSettings.of(given.values());
        filter(command);
        boolean isConnected = database.getConnection() instanceof JdbcConnection;
        if (isConnected) {
            HistoryTable.of(database).requireRights(name);
        }
        if (isConnected && HeadRecord.isAtHead(command)) {
            command.addArgumentValue(CHANGELOG_ARG, new DatabaseChangeLog(master));
            super.run(results);
            return;
        }
        HeadRecord.reading(
                command,
                () -> ChangelogFailure.explain(master, () -> {
                    Set<String> checked = isFirstRun(database) ? readWithoutDatabase(command, master, name) : Set.of();
                    if (List.of("changelogSync", "changelogSyncToTag").contains(name)) {
                        adopt(command, master, settings);
                    }
                    if (isConnected && !ChangelogPreconditions.areEvaluated(name)) {
                        leaveOutActing(command, master, name);
                    }
                    super.run(results);
                    requireWellFormed(
                            master,
                            (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class),
                            database,
                            checked);
                }));
        new Changelog(given.project(), master)
                .requireCopied((DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class), Console.err());
        if (isConnected
                && !name.endsWith("Sql")
                && database.getRanChangeSetList().isEmpty()) {
            HistoryTable.of(database).elsewhere().ifPresent(Console.err()::println);
        }
    }

    /** Not every command of Liquibase is given the contexts and labels of the project, of which {@code validate} needs both. */
    private static void filter(CommandScope command) {
        String contexts = Changelog.contexts().toString();
        String labels = Changelog.labels().getOriginalString();
        if (command.getArgumentValue(CONTEXTS_ARG) == null && !contexts.isEmpty()) {
            command.addArgumentValue(CONTEXTS_ARG, contexts);
        }
        if (command.getArgumentValue(LABEL_FILTER_ARG) == null && labels != null && !labels.isEmpty()) {
            command.addArgumentValue(LABEL_FILTER_ARG, labels);
        }
    }

    /** A command that only reads runs no SQL of the changelog on the live database. */
    private static void leaveOutActing(CommandScope command, String master, String name) throws Exception {
        if (command.getArgumentValue(CHANGELOG_ARG) != null) {
            return;
        }
        Database database = (Database) command.getDependency(Database.class);
        DatabaseChangeLog changelog = getDatabaseChangeLog(master, parameters(command), database);
        for (String precondition : ChangelogPreconditions.removeActing(changelog)) {
            Console.err()
                    .printf(
                            "Not checked: the precondition %s of the changelog. %s runs no SQL of a changelog; %s checks it.%n",
                            Printable.line(precondition), name, CommandHint.UPDATE.typed());
        }
        command.addArgumentValue(CHANGELOG_ARG, changelog);
    }

    /** In the files that are about to run; those that have run are protected by their checksums. */
    private static void requireWellFormed(
            String master, DatabaseChangeLog changelog, Database database, Set<String> checked) throws Exception {
        Set<String> files = new LinkedHashSet<>(List.of(master));
        Set<String> ran = ChangeSetName.keys(database.getRanChangeSetList());
        changelog.getChangeSets().stream()
                .filter(changeSet -> !ran.contains(ChangeSetName.key(changeSet)))
                .forEach(changeSet -> files.add(changeSet.getChangeLog().getPhysicalFilePath()));
        files.removeAll(checked);
        ChangelogCheck.requireWellFormed(files, Scope.getCurrentScope().getResourceAccessor());
    }

    /** Runs before Liquibase creates its tables, so that a refused database stays as it was. */
    private static void adopt(CommandScope command, String master, Settings settings) throws Exception {
        Database database = (Database) command.getDependency(Database.class);
        ChangeLogParameters parameters = parameters(command);
        DatabaseChangeLog changelog = getDatabaseChangeLog(master, parameters, new PostgresDatabase());
        String tag = null;
        if (command.getCommand().getName()[0].endsWith("ToTag")) {
            tag = Revisions.inChangelog(
                    command.getArgumentValue(ChangelogSyncToTagCommandStep.TAG_ARG),
                    changelog,
                    CommandHint.CHANGELOG_SYNC_TO);
            command.addArgumentValue(ChangelogSyncToTagCommandStep.TAG_ARG, tag);
        }
        Baseline.requireSame(changelog, tag, parameters, database, settings);
    }

    /** Those of the command, with its contexts and labels, as Liquibase sets them; the command line of the jar passes none. */
    private static ChangeLogParameters parameters(CommandScope command) {
        ChangeLogParameters given = command.getArgumentValue(CHANGELOG_PARAMETERS);
        ChangeLogParameters parameters =
                given == null ? Changelog.parameters((Database) command.getDependency(Database.class)) : given;
        Optional.ofNullable(command.getArgumentValue(CONTEXTS_ARG))
                .map(Contexts::new)
                .ifPresent(parameters::setContexts);
        Optional.ofNullable(command.getArgumentValue(LABEL_FILTER_ARG))
                .map(LabelExpression::new)
                .ifPresent(parameters::setLabels);
        return parameters;
    }

    private static boolean isFirstRun(Database database) throws DatabaseException {
        return Scope.getCurrentScope()
                                .getSingleton(ChangeLogHistoryServiceFactory.class)
                                .getChangeLogService(database)
                        instanceof StandardChangeLogHistoryService history
                && !history.hasDatabaseChangeLogTable();
    }

    /**
     * Liquibase creates its tables at the first include that it reads; a changelog with an error should leave none.
     *
     * @return the files that were checked
     */
    private static Set<String> readWithoutDatabase(CommandScope command, String master, String name) throws Exception {
        Set<String> checked = new LinkedHashSet<>(
                ChangelogCheck.check(master, Scope.getCurrentScope().getResourceAccessor()));
        checked.add(master);
        if (command.getArgumentValue(CHANGELOG_ARG) == null && ChangelogPreconditions.areEvaluated(name)) {
            ChangeLogParameters parameters = allParameters(command);
            command.addArgumentValue(CHANGELOG_PARAMETERS, parameters)
                    .addArgumentValue(CHANGELOG_ARG, getDatabaseChangeLog(master, parameters, new PostgresDatabase()));
        } else {
            getDatabaseChangeLog(master, parameters(command), new PostgresDatabase());
        }
        return checked;
    }

    /** As DatabaseChangelogCommandStep makes them (5.0.4). */
    private static ChangeLogParameters allParameters(CommandScope command) {
        ChangeLogParameters given = command.getArgumentValue(CHANGELOG_PARAMETERS);
        ChangeLogParameters parameters = parameters(command);
        if (given == null) {
            parameters.addJavaProperties();
            parameters.addDefaultFileProperties();
        } else {
            parameters.setDatabase("postgresql");
        }
        return parameters;
    }
}
