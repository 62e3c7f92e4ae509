package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.autogenerate.ChangelogSchema;
import com.jarvis.migrator.autogenerate.ChangelogSchemaCache;
import com.jarvis.migrator.autogenerate.ChangelogScript;
import com.jarvis.migrator.autogenerate.Differences;
import com.jarvis.migrator.autogenerate.FlywayTexts;
import com.jarvis.migrator.autogenerate.RollbackOnlyTransaction;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.FlywayChangeSet;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.flyway.FlywayFile;
import com.jarvis.migrator.flyway.FlywayFiles;
import com.jarvis.migrator.flyway.FlywayHistory;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.NewMigrations;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;

/**
 * A database that Flyway has migrated, with the SQL files of the project. The changelog begins with these files, or with one
 * migration that creates what is there.
 */
final class FlywayProject {

    private static final String DEFAULT_LOCATION = "classpath:db/migration";

    private final CommandLine given;
    private final Database database;
    private final FlywayHistory history;
    private final FlywayFiles files;
    private final String guard = Revision.of("flyway", List.of(), Instant.now().minusSeconds(1), List.of());

    private FlywayProject(CommandLine given, Database database, FlywayHistory history, FlywayFiles files) {
        this.given = given;
        this.database = database;
        this.history = history;
        this.files = files;
    }

    /**
     * The project; empty if Flyway did not migrate the database.
     *
     * @throws MigratorException if the setting {@code flyway} is unknown or has no use, or if Flyway has to do something first
     */
    static Optional<FlywayProject> of(CommandLine given, Database database) throws Exception {
        String table = given.get("flyway.table", FlywayHistory.DEFAULT);
        String mode = given.get("flyway", "");
        if (!List.of("", "files", "baseline").contains(mode)) {
            throw new MigratorException("""
                    -Dflyway=%s is not known, so nothing was compared. Choose one of these:
                      -Dflyway=files       the changelog runs Flyway's SQL files
                      -Dflyway=baseline    one migration creates what they have created""".formatted(Printable.line(mode)));
        }
        Optional<FlywayHistory> history = RollbackOnlyTransaction.run(
                        database, connection -> FlywayHistory.of(connection, table))
                .filter(found -> found.current().isPresent() || !found.failed().isEmpty());
        if (history.isEmpty() && !mode.isEmpty()) {
            throw new MigratorException("""
                    Flyway has run nothing in this database: its default schema has no table %s with versions. So nothing was compared.
                    Name a database that Flyway has migrated, or another table with -Dflyway.table=<table>.""".formatted(Printable.line(table)));
        }
        if (history.isEmpty()) {
            return Optional.empty();
        }
        FlywayProject project = new FlywayProject(given, database, history.get(), FlywayFiles.in(folders(given)));
        project.requireHead();
        return Optional.of(project);
    }

    /** The folders of Flyway's setting {@code flyway.locations}. */
    private static List<Path> folders(CommandLine given) {
        return Stream.of(given.get("flyway.locations", DEFAULT_LOCATION).split(","))
                .map(location -> location.strip().replace("{vendor}", "postgresql"))
                .flatMap(location -> location.startsWith("filesystem:")
                        ? Stream.of(given.project().resolve(location.substring("filesystem:".length())))
                        : given.resources().map(root -> root.resolve(location.replaceFirst("^classpath:/?", ""))))
                .toList();
    }

    private void requireHead() throws MigratorException {
        if (!history.failed().isEmpty()) {
            throw new MigratorException("""
                    Flyway failed in this database, and what it left behind is not known, so nothing was compared:
                      %s
                    Repair that, and run it again:
                      mvn flyway:repair flyway:migrate""".formatted(lines(history.failed())));
        }
        List<String> pending = files.pending(history);
        if (!pending.isEmpty()) {
            throw new MigratorException(
                    """
                    Flyway has not run %s in this database yet, so nothing was compared:
                      %s
                    Have it run them first:
                      mvn flyway:migrate""".formatted(pending.size() == 1 ? "1 file" : pending.size() + " files", lines(pending)));
        }
    }

    /** Whether the changelog is to run Flyway's files. */
    boolean takesFiles() {
        return given.get("flyway", "").equals("files");
    }

    FlywayHistory history() {
        return history;
    }

    /** The name of the changeset that refuses databases at another version; it comes before a migration of now. */
    String guard() {
        return guard;
    }

    /** The file with that changeset. */
    Map.Entry<Path, String> guardFile(NewMigrations target) {
        return Map.entry(target.file(guard + ".yaml"), FlywayChangeSet.guard(guard, history));
    }

    /**
     * The files of the changelog that run Flyway's files, compared with the live database.
     *
     * @throws MigratorException if there are none, if Flyway ran something else as well, or if they create another schema
     */
    Map<Path, String> texts(NewMigrations target) throws Exception {
        if (files.isEmpty()) {
            throw new MigratorException("""
                    There are no SQL files of Flyway in %s, so nothing was compared. Name the folders as for Flyway:
                      mvn compile liquibase:diff -Dflyway=files -Dflyway.locations=classpath:db/migration,filesystem:sql""".formatted(Printable.line(given.get("flyway.locations", DEFAULT_LOCATION))));
        }
        List<String> missing = files.missing(history);
        if (!missing.isEmpty()) {
            throw new MigratorException("""
                    Flyway has run these in this database, and they are not among the SQL files of the project, so nothing was compared:
                      %s
                    Let one migration create what is there:
                      mvn compile liquibase:diff -Dflyway=baseline""".formatted(lines(missing)));
        }
        Map<Path, String> texts = changeSets(target);
        ChangeLogParameters parameters = Changelog.parameters(database);
        List<String> differences = differences(script(target, texts, parameters));
        if (!differences.isEmpty()) {
            throw new MigratorException("""
                    This database differs from what Flyway's files create, so nothing was written. To get there:
                      %s
                    Change that by hand, exclude tables of other programs with -Dexclude=<table>,<table>; or let one migration create \
                    what is there:
                      mvn compile liquibase:diff -Dflyway=baseline""".formatted(String.join("\n  ", differences)));
        }
        return texts;
    }

    private Map<Path, String> changeSets(NewMigrations target) throws MigratorException {
        Map<Path, String> texts = new LinkedHashMap<>();
        Map.Entry<Path, String> first = guardFile(target);
        texts.put(first.getKey(), first.getValue());
        Map<String, String> placeholders = placeholders();
        for (FlywayFile file : files.all()) {
            Map.Entry<String, String> text =
                    FlywayTexts.file(FlywayChangeSet.of(file, placeholders, history), database);
            texts.put(target.file(text.getKey()), text.getValue());
        }
        return texts;
    }

    private ChangelogScript script(NewMigrations target, Map<Path, String> texts, ChangeLogParameters parameters)
            throws Exception {
        List<ChangeSet> changeSets = target.with(texts, parameters).getChangeSets();
        return ChangelogScript.of(changeSets, parameters, database);
    }

    private List<String> differences(ChangelogScript script) throws Exception {
        ChangelogSchema created = new ChangelogSchemaCache(given.project()).of(script);
        Settings settings = Settings.of(given.values()).without(database.getDatabaseChangeLogTableName());
        return RollbackOnlyTransaction.run(
                database, connection -> Differences.from(connection, created, settings.exclude(), Adoption.STRICT));
    }

    /**
     * Asks what is to become of rows that Flyway's files insert, unless the user has chosen.
     *
     * @throws MigratorException with the tables that have such rows
     */
    void requireNoRows(NewMigrations target) throws Exception {
        if (!given.get("flyway", "").isEmpty() || files.isEmpty()) {
            return;
        }
        String rows;
        try {
            rows =
                    ChangelogSchema.rows(script(target, changeSets(target), Changelog.parameters(database)))
                            .entrySet()
                            .stream()
                            .map(table -> "%s (%d)".formatted(Printable.line(table.getKey()), table.getValue()))
                            .collect(Collectors.joining(", "));
        } catch (MigratorException e) {
            rows = "That is not known, because they did not run in an empty database:\n  "
                    + e.getMessage().lines().findFirst().orElse("");
        }
        if (!rows.isEmpty()) {
            throw new MigratorException("""
                    Rows that Flyway's files insert are not in a migration that creates what is there, so nothing was written:
                      %s
                    Choose one of these:
                      mvn compile liquibase:diff -Dflyway=files       the changelog runs Flyway's files
                      mvn compile liquibase:diff -Dflyway=baseline    one migration in their place, without rows""".formatted(rows));
        }
    }

    /** What the user should know about the files that were not taken over. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!takesFiles() && !files.repeatable().isEmpty()) {
            notes.add(
                    "What the repeatable files create is in it. To change that later, write changesets with runOnChange: "
                            + files.repeatable().stream()
                                    .map(FlywayFile::name)
                                    .map(Printable::line)
                                    .collect(Collectors.joining(", ")));
        }
        return notes;
    }

    /** How many SQL files of Flyway there are. */
    int count() {
        return files.all().size();
    }

    private Map<String, String> placeholders() {
        String prefix = "flyway.placeholders.";
        return given.values().entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(prefix))
                .collect(Collectors.toMap(setting -> setting.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    private static String lines(List<String> texts) {
        return texts.stream().map(Printable::line).collect(Collectors.joining("\n  "));
    }
}
