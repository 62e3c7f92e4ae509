package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.autogenerate.Baselines;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.FlywayChangeSet;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.NewMigrations;
import com.jarvis.migrator.model.Model;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.database.Database;

/**
 * How a changelog begins if the database has tables and no migrations: with a baseline that creates them or, if Flyway has created
 * them, with Flyway's files. It is written and marked as run before anything is compared.
 */
final class FirstMigration {

    private final Changelog changelog;
    private final Database database;
    private final Settings settings;
    private final NewMigrations files;

    FirstMigration(Changelog changelog, Database database, Settings settings, NewMigrations files) {
        this.changelog = changelog;
        this.database = database;
        this.settings = settings;
        this.files = files;
    }

    /** Writes it, if the database has tables. */
    void write(Model model, MigrationFormat format) throws Exception {
        Optional<FlywayProject> flyway = FlywayProject.of(CommandLine.current(), database);
        if (flyway.isPresent() && flyway.get().takesFiles()) {
            List<Path> written = files.write(flyway.get().texts(files));
            markAsRun();
            Console.out().println("""
                    Flyway has migrated this database to version %s. The changelog begins with its %s; here, they count as run:
                    Wrote %s""".formatted(
                            flyway.get().history().current().orElse(""),
                            flyway.get().count() == 1 ? "file" : flyway.get().count() + " files",
                            written.stream().map(this::relative).collect(Collectors.joining("\nWrote "))));
            return;
        }
        Optional<Baselines.Baseline> baseline = new Baselines(database, settings, format).of(model);
        if (baseline.isEmpty()) {
            return;
        }
        if (flyway.isPresent()) {
            flyway.get().requireNoRows(files);
        }
        write(baseline.get(), flyway);
    }

    private void write(Baselines.Baseline baseline, Optional<FlywayProject> flyway) throws Exception {
        Map<Path, String> texts = new LinkedHashMap<>();
        Migration migration = baseline.migration();
        if (flyway.isPresent()) {
            Map.Entry<Path, String> guard = flyway.get().guardFile(files);
            texts.put(guard.getKey(), guard.getValue());
            migration = migration.with(FlywayChangeSet.unlessDone(flyway.get().history()));
        }
        texts.putAll(files.texts(List.of(migration)));
        List<Path> written = files.write(texts);
        markAsRun();
        int tables = baseline.tables();
        Console.out().println("""
                        This database has %d %s and %s. So that the changelog also runs in an empty database, the first
                        migration creates what is there; here, it counts as run:
                        Wrote %s""".formatted(
                        tables,
                        tables == 1 ? "table" : "tables",
                        flyway.map(project -> "Flyway's version "
                                        + project.history().current().orElse(""))
                                .orElse("no migrations"),
                        written.stream().map(this::relative).collect(Collectors.joining("\nWrote "))));
        if (!baseline.missing().isEmpty()) {
            Console.out()
                    .println("Not in it; write these into it by hand if a new database needs them: "
                            + String.join(", ", baseline.missing()));
        }
        flyway.ifPresent(project -> project.notes().forEach(Console.out()::println));
    }

    private String relative(Path file) {
        return Printable.line(
                changelog.project().relativize(file.toAbsolutePath()).toString());
    }

    /** With Liquibase's own command. The comparison with the changelog is left out: the baseline has just been proven. */
    private void markAsRun() throws Exception {
        Map<String, String> given = new HashMap<>(CommandLine.current().values());
        given.put("allow", "drift");
        Scope.child(Map.of(CommandLine.IN_SCOPE, given), () -> new CommandScope("changelogSync")
                .addArgumentValue("database", database)
                .addArgumentValue("changelogFile", changelog.name())
                .execute());
    }
}
