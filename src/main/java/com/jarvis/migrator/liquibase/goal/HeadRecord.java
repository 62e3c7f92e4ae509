package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.ConnectionSettings;
import com.jarvis.migrator.liquibase.connection.Login;
import com.jarvis.migrator.liquibase.head.HeadCheck;
import com.jarvis.migrator.liquibase.head.HeadIndex;
import com.jarvis.migrator.liquibase.head.HeadSettings;
import com.jarvis.migrator.liquibase.head.History;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.RecordingResourceAccessor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import liquibase.ChecksumVersion;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandArgumentDefinition;
import liquibase.command.CommandScope;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.precondition.PreconditionLogic;
import liquibase.precondition.core.PreconditionContainer;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;

/**
 * Writes the index with which the next update finds that nothing is pending (see {@link HeadIndex}), if that follows from the rows
 * of databasechangelog alone. It holds for every database, so it does not matter what this one has run.
 */
public final class HeadRecord {

    private final RecordingResourceAccessor lookups;

    private HeadRecord(RecordingResourceAccessor lookups) {
        this.lookups = lookups;
    }

    /**
     * Whether an index tells that nothing of the command's changelog is pending, so that it need not be read.
     *
     * @throws DatabaseException if the connection fails
     */
    static boolean isAtHead(CommandScope command) throws SQLException, DatabaseException {
        Database database = (Database) command.getDependency(Database.class);
        HeadSettings settings = settings(command);
        return settings.digest() != null
                && command.getArgumentValue(DatabaseChangelogCommandStep.CHANGELOG_ARG) == null
                && database.getDatabaseChangeLogTableName().equalsIgnoreCase(Login.TABLE)
                && HeadCheck.isAtHead(
                        HeadIndex.file(CommandLine.current().project()),
                        settings,
                        ((JdbcConnection) database.getConnection()).getUnderlyingConnection(),
                        database.getLiquibaseSchemaName());
    }

    /** Runs what reads the changelog, and notes its files, if an index may be written for the command's settings. */
    static void reading(CommandScope command, Scope.ScopedRunner<?> work) throws Exception {
        if (settings(command).digest() != null) {
            record(
                    command,
                    new RecordingResourceAccessor(Scope.getCurrentScope().getResourceAccessor()),
                    work);
        } else {
            work.run();
        }
    }

    /** Runs what may read more of the files, such as those that a change names. */
    static void running(CommandScope command, Scope.ScopedRunner<?> work) throws Exception {
        HeadRecord record = (HeadRecord) command.getDependency(HeadRecord.class);
        if (record != null) {
            ResourceAccessor files = Scope.getCurrentScope().getResourceAccessor();
            record(command, new RecordingResourceAccessor(files, record.lookups), work);
        } else {
            work.run();
        }
    }

    private static void record(CommandScope command, RecordingResourceAccessor lookups, Scope.ScopedRunner<?> work)
            throws Exception {
        command.provideDependency(HeadRecord.class, new HeadRecord(lookups));
        Scope.child(Scope.Attr.resourceAccessor, lookups, work);
    }

    /** Writes the index after the command, or removes one that is no longer true. */
    static void write(CommandScope command) {
        HeadRecord record = (HeadRecord) command.getDependency(HeadRecord.class);
        if (record == null) {
            return;
        }
        Path project = CommandLine.current().project();
        Path file = HeadIndex.file(project);
        DatabaseChangeLog changelog = (DatabaseChangeLog) command.getDependency(DatabaseChangeLog.class);
        try {
            if (record.lookups.haveParameters() || !followsFromHistory(changelog)) {
                file.toFile().delete();
                return;
            }
            HeadIndex.of(
                            settings(command).digest(),
                            digest(changelog),
                            record.lookups.found().keySet(),
                            record.lookups.describeLocations(),
                            Changelog.ofThisProject().sourceRoot())
                    .ifPresentOrElse(index -> index.write(file), file.toFile()::delete);
        } catch (IOException e) {
            file.toFile().delete();
        }
    }

    /**
     * Writes the index of a changelog that is packed into the runnable jar, which the jar's commands use without settings.
     *
     * @param root the folder whose files are at the root of the jar
     * @param file of the index
     * @throws Exception if the changelog cannot be read
     */
    public static void pack(Path root, Path file) throws Exception {
        file.toFile().delete();
        if (Files.notExists(root.resolve(Changelog.DEFAULT))) {
            return;
        }
        RecordingResourceAccessor files = new RecordingResourceAccessor(new DirectoryResourceAccessor(root));
        Scope.child(Scope.Attr.resourceAccessor, files, () -> {
            DatabaseChangeLog changelog = new Changelog(root, Changelog.DEFAULT).read();
            String history = digest(changelog); // reads the files that changes name
            if (!files.haveParameters() && followsFromHistory(changelog)) {
                Files.createDirectories(file.getParent());
                HeadIndex.packed(
                                HeadSettings.of(Map.of(), Map.of()).digest(),
                                history,
                                files.found().keySet(),
                                root)
                        .ifPresent(index -> index.write(file));
            }
        });
    }

    private static String digest(DatabaseChangeLog changelog) {
        return History.digest(
                changelog.getChangeSets().stream().map(HeadRecord::row).toList());
    }

    private static History row(ChangeSet changeSet) {
        return new History(
                changeSet.getId(),
                changeSet.getAuthor(),
                changeSet.getFilePath(),
                changeSet.generateCheckSum(ChecksumVersion.latest()).toString());
    }

    /** Whether the changelog has nothing that runs again, that runs under a condition, or that stands for other changesets. */
    private static boolean followsFromHistory(DatabaseChangeLog changelog) {
        return changelog.getSkippedChangeSets().isEmpty()
                && isEmpty(changelog.getPreconditions())
                && changelog.getChangeSets().stream()
                        .noneMatch(one -> one.isAlwaysRun()
                                || one.isRunOnChange()
                                || one.isIgnore()
                                || Squash.of(one).isPresent());
    }

    /** The preconditions of an included file are among those of the one that includes it, even if it has none. */
    private static boolean isEmpty(PreconditionLogic all) {
        return all.getNestedPreconditions().stream()
                .allMatch(one -> one instanceof PreconditionContainer container && isEmpty(container));
    }

    /** Only the goals write to the project; where the migrator is a dependency of the plugin, Maven passes on what they were given. */
    private static HeadSettings settings(CommandScope command) {
        CommandLine given = CommandLine.current();
        String known = given.values().get(HeadSettings.IN_SETTINGS);
        if (!command.getCommand().getName()[0].equals("update")) {
            return HeadSettings.NONE;
        }
        if (known != null) {
            return new HeadSettings(known);
        }
        Optional<Map<?, ?>> parameters = Changelog.parametersOfGoal();
        if (parameters.isEmpty()) {
            return HeadSettings.NONE;
        }
        Map<String, String> others = new TreeMap<>();
        parameters.get().forEach((name, value) -> others.put(String.valueOf(name), String.valueOf(value)));
        for (CommandArgumentDefinition<?> argument :
                command.getCommand().getArguments().values()) {
            if (argument.getDataType() == String.class) {
                others.put("--" + argument.getName(), String.valueOf((Object) command.getArgumentValue(argument)));
            }
        }
        List.of("", "--").forEach(of -> HeadSettings.CONNECTION.forEach(name -> others.remove(of + name)));
        others.put("class path", classPath());
        for (Class<?> code : List.of(HeadRecord.class, Scope.class)) {
            others.put(
                    code.getName(),
                    code.getProtectionDomain().getCodeSource().getLocation().toString());
        }
        return HeadSettings.of(HeadSettings.ofLiquibase(ConnectionSettings.current()), others);
    }

    /** Where Liquibase may find files. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (ClassLoader loader = Scope.getCurrentScope().getClassLoader();
                loader != null;
                loader = loader.getParent()) {
            if (loader instanceof URLClassLoader of) {
                Stream.of(of.getURLs()).map(URL::toString).forEach(entries::add);
            }
        }
        return String.join(" ", entries);
    }
}
