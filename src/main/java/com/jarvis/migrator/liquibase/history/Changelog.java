package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.AcceptedDifferences;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.ChangeSetNames;
import com.jarvis.migrator.changelog.ChangelogCheck;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.MergeCheck;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Scope;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.resource.ResourceAccessor;

/**
 * The changelog of the goal's project.
 *
 * @param project the base directory
 * @param name the master changelog in the POM, relative to the base directory
 */
public record Changelog(Path project, String name) {

    /** What a master changelog begins with. */
    public static final String EMPTY = "databaseChangeLog: []\n";

    /** The master changelog of a project that names none. */
    public static final String DEFAULT = ChangelogCheck.DEFAULT_MASTER;

    /** The changelog that the POM's {@code changeLogFile} names. */
    public static Changelog ofThisProject() {
        CommandLine given = CommandLine.current();
        return new Changelog(
                given.project(),
                parameter("changeLogFile").orElseGet(() -> given.get("liquibase.command.changelogFile", DEFAULT)));
    }

    /** The parameters that the POM and the command line give a goal of the Maven plugin; empty for any other command. */
    public static Optional<Map<?, ?>> parametersOfGoal() {
        return Optional.ofNullable(
                (Map<?, ?>) Scope.getCurrentScope().get(Scope.Attr.mavenConfigurationProperties, Map.class));
    }

    /** One of the {@linkplain #parametersOfGoal() parameters of a goal}. */
    public static Optional<String> parameter(String name) {
        return parametersOfGoal().map(parameters -> parameters.get(name)).map(Object::toString);
    }

    /** The contexts with which this project's commands run its changelog. */
    public static Contexts contexts() {
        return new Contexts(
                parameter("contexts").orElseGet(() -> CommandLine.current().get("liquibase.command.contexts", "")));
    }

    /** The labels with which this project's commands run its changelog. */
    public static LabelExpression labels() {
        return new LabelExpression(
                parameter("labelFilter").or(() -> parameter("labels")).orElseGet(() -> CommandLine.current()
                        .get("liquibase.command.labelFilter", "")));
    }

    /**
     * The parameters with which this project's commands read its changelog. Its properties may depend on contexts and labels.
     *
     * @param database null without one
     */
    public static ChangeLogParameters parameters(Database database) {
        ChangeLogParameters parameters = new ChangeLogParameters(database);
        parameters.setContexts(contexts());
        parameters.setLabels(labels());
        return parameters;
    }

    /**
     * Creates an empty master changelog if the project has none and names none, and the database has run nothing.
     *
     * @return whether it was created
     */
    public boolean begin(Database database) throws Exception {
        if (!name.equals(DEFAULT)
                || Files.exists(master())
                || !database.getRanChangeSetList().isEmpty()) {
            return false;
        }
        Files.createDirectories(master().getParent());
        Files.writeString(master(), EMPTY);
        return true;
    }

    /** The master changelog's file: a file of the project or, if a build copies it to the class path, of its resources. */
    public Path master() {
        return sources().root().resolve(name);
    }

    /** The page {@code schema.md}: beside the master, or in the project's folder if a build would pack it with the master. */
    public Path page() {
        Path beside = master().resolveSibling("schema.md");
        return sources().root().equals(project) || Files.exists(beside) ? beside : project.resolve("schema.md");
    }

    /** The path in the project of a file of the changelog, as a person edits it; the name itself if it is not in the project. */
    public String source(String file) {
        Path source = sources().root().resolve(file);
        return Files.isRegularFile(source)
                ? project.relativize(source).toString().replace('\\', '/')
                : file;
    }

    /** The folder to which the names of the changelog's files are relative, where a person edits them. */
    public Path sourceRoot() {
        return sources().root();
    }

    ChangelogSources sources() {
        return new ChangelogSources(project, name);
    }

    /** The folder for new migrations, if nobody names another one: beside the master. */
    Path changes() {
        return sources().root().resolve(defaultFolder(name));
    }

    /** The folder for new migrations beside a master changelog, if nobody names another one. */
    public static String defaultFolder(String master) {
        return master.replaceFirst("[^/]*$", "changes");
    }

    /** Warns of files that are newer than the copy that the commands run. */
    public void requireCopied(DatabaseChangeLog parsed, PrintStream out) throws IOException {
        Set<String> files = new LinkedHashSet<>(List.of(name));
        parsed.getChangeSets().forEach(changeSet -> files.add(file(changeSet)));
        sources()
                .edited(files)
                .findFirst()
                .ifPresent(file ->
                        out.printf("""
                        Warning: %s is newer than its copy on the class path, which the goals run. To copy it first:
                          mvn compile liquibase:update
                        """, Printable.line(project.relativize(file).toString())));
    }

    /** The differences between databases and entities that the team has accepted. */
    public AcceptedDifferences accepted() {
        return new AcceptedDifferences(master());
    }

    /** The file of the accepted differences, relative to the base directory. */
    public String acceptedName() {
        return project.relativize(accepted().file()).toString().replace('\\', '/');
    }

    /**
     * Parses the changelog, without a database.
     *
     * @throws MigratorException if a file of the changelog is missing, unreadable, listed twice or not valid
     */
    public DatabaseChangeLog read() throws Exception {
        return read(parameters(null));
    }

    /**
     * Parses the changelog, without a database.
     *
     * @param parameters those of a database, if statements are made of it: they may contain its default schema
     * @throws MigratorException if a file of the changelog is missing, unreadable, listed twice or not valid
     */
    public DatabaseChangeLog read(ChangeLogParameters parameters) throws Exception {
        AtomicReference<DatabaseChangeLog> read = new AtomicReference<>();
        ChangelogFailure.explain(
                name,
                () -> read.set(
                        DatabaseChangelogCommandStep.getDatabaseChangeLog(name, parameters, new PostgresDatabase())));
        return read.get();
    }

    /**
     * The texts of files by the names with which Liquibase looks them up.
     *
     * @param texts by the path of the file, in their order
     */
    Map<String, String> named(Map<Path, String> texts) {
        Path root = sources().root().toAbsolutePath().normalize();
        Map<String, String> names = new LinkedHashMap<>();
        texts.forEach((file, text) -> names.put(
                root.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/'), text));
        return names;
    }

    /**
     * Parses the changelog as it will be with these texts, which are not written yet.
     *
     * @param named as {@link #named} returns them
     */
    DatabaseChangeLog readWith(Map<String, String> named, ChangeLogParameters parameters) throws Exception {
        ResourceAccessor files = new AddedFiles(Scope.getCurrentScope().getResourceAccessor(), named);
        return Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files), () -> read(parameters));
    }

    /** Finds what a merge may have left in this changelog. */
    public MergeCheck mergeCheck(DatabaseChangeLog parsed) {
        MigrationFiles files = new MigrationFiles(new MasterChangelog(master()), changes());
        return new MergeCheck(
                name,
                files,
                parsed.getChangeSets().stream().map(Changelog::file).distinct().toList(),
                parsed.getChangeSets().stream()
                        .filter(changeSet -> !ChangeSetName.isRevision(changeSet))
                        .map(Changelog::file)
                        .collect(Collectors.toSet()),
                file -> new UsedFiles(parsed, project).contain(file));
    }

    /** The file of a changeset, whatever {@code logicalFilePath} says. */
    public static String file(ChangeSet changeSet) {
        return changeSet.getChangeLog().getPhysicalFilePath();
    }

    /** The file of each changeset that a database has run, in the order in which it did; empty if the changelog does not have it. */
    public static List<String> filesOf(List<RanChangeSet> ran, DatabaseChangeLog changelog) {
        Map<String, String> files = changelog.getChangeSets().stream()
                .collect(Collectors.toMap(ChangeSetName::key, Changelog::file, (one, same) -> one));
        return ran.stream()
                .map(changeSet -> files.getOrDefault(ChangeSetName.key(changeSet), ""))
                .toList();
    }

    /** The changesets of the files as they are now. */
    public ListedChangeSets listed() throws Exception {
        return ListedChangeSets.of(this);
    }

    /**
     * Checks that the database has run the whole changelog and nothing else: diff would generate a pending migration again,
     * and undo an unknown one.
     *
     * @param listed the changesets of this changelog
     * @throws MigratorException if a migration is pending or unknown
     */
    public void requireHead(ListedChangeSets listed, Database database) throws Exception {
        List<RanChangeSet> ran = database.getRanChangeSetList();
        Set<String> applied = ran.stream().map(ChangeSetName::key).collect(Collectors.toSet());
        List<String> pending = listed.changeSets().entrySet().stream()
                .filter(changeSet -> !applied.contains(changeSet.getKey())
                        && !listed.optional().contains(changeSet.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!pending.isEmpty()) {
            throw new MigratorException("""
                    %s %s not applied to this database yet:
                      %s
                    Apply these first; otherwise diff would generate their changes again:
                      mvn liquibase:update""".formatted(
                            ChangeSetNames.counted(pending),
                            pending.size() == 1 ? "is" : "are",
                            String.join("\n  ", ChangeSetNames.shortened(pending))));
        }
        List<String> unknown = ran.stream()
                .filter(changeSet -> !listed.changeSets().containsKey(ChangeSetName.key(changeSet)))
                .filter(changeSet -> !listed.replaced().containsKey(ChangeSetName.key(changeSet)))
                .map(ChangeSetName::of)
                .toList();
        if (!unknown.isEmpty()) {
            throw new MigratorException("""
                    This database has run what %s does not list:
                      %s
                    Nothing was compared: diff would write a migration that undoes them. Get the branch that has them:
                      git log --all --oneline -- %s
                    or roll them back on that branch if they are not wanted.""".formatted(
                            name,
                            String.join("\n  ", unknown),
                            Path.of(name).resolveSibling("changes").toString().replace('\\', '/')));
        }
    }
}
