package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.autogenerate.Baselines;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.NewMigrations;
import com.jarvis.migrator.model.Model;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.database.Database;

/**
 * The baseline of a database that has tables and no migrations: the first migration of an empty changelog. It is written and marked
 * as run before anything is compared.
 */
final class FirstMigration {

    private final Changelog changelog;
    private final Database database;
    private final Settings settings;

    FirstMigration(Changelog changelog, Database database, Settings settings) {
        this.changelog = changelog;
        this.database = database;
        this.settings = settings;
    }

    /** Writes the baseline, if the database has tables. */
    void write(Model model, NewMigrations files, MigrationFormat format) throws Exception {
        Optional<Baselines.Baseline> baseline = new Baselines(database, settings, format).of(model);
        if (baseline.isEmpty()) {
            return;
        }
        Path file = files.write(List.of(baseline.get().migration())).get(0);
        markAsRun();
        int tables = baseline.get().tables();
        Console.out().println("""
                        This database has %d %s and no migrations. So that the changelog also runs in an empty database, the first
                        migration creates what is there; here, it counts as run:
                        Wrote %s""".formatted(
                tables, tables == 1 ? "table" : "tables", changelog.project().relativize(file.toAbsolutePath())));
        if (!baseline.get().missing().isEmpty()) {
            Console.out()
                    .println("Not in it; write these into it by hand if a new database needs them: "
                            + String.join(", ", baseline.get().missing()));
        }
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
