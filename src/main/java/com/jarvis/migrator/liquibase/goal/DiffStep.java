package com.jarvis.migrator.liquibase.goal;

import com.jarvis.migrator.BuildFolder;
import com.jarvis.migrator.Console;
import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.autogenerate.Adopting;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.ModelCache;
import com.jarvis.migrator.autogenerate.OnlineMigrations;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.autogenerate.SqlMigration;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.lint.Lint;
import com.jarvis.migrator.liquibase.check.AdoptedDatabase;
import com.jarvis.migrator.liquibase.check.DiffReport;
import com.jarvis.migrator.liquibase.check.SchemaPage;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.HibernateExtension;
import com.jarvis.migrator.liquibase.connection.ModelDatabase;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.HistoryTable;
import com.jarvis.migrator.liquibase.history.ListedChangeSets;
import com.jarvis.migrator.liquibase.history.NewMigrations;
import com.jarvis.migrator.lock.CommandLock;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.model.Models;
import com.jarvis.migrator.operation.Operations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandOverride;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.command.core.DiffChangelogCommandStep;
import liquibase.command.providers.ReferenceDatabase;
import liquibase.database.Database;

/**
 * {@code liquibase:diff}: writes the changes from the live database to the model as one proven migration or, with
 * {@code -Donline}, as several that do not block the tables. One diff at a time runs in a project: the next one finds the
 * migration that the first one wrote.
 */
@CommandOverride(override = DiffChangelogCommandStep.class)
public class DiffStep extends DiffChangelogCommandStep {

    @Override
    public List<Class<?>> requiredDependencies() {
        return List.of(Database.class, ReferenceDatabase.class);
    }

    /** @throws MigratorException if the user has to fix something first; then nothing is written */
    @Override
    public void run(CommandResultsBuilder results) throws Exception {
        CommandLine given = CommandLine.current();
        UserErrors.explain(results, () -> {
            try {
                Path target = Files.createDirectories(BuildFolder.of(given.project()));
                CommandLock.behind(target.resolve("jarvis-diff.lock"), "that writes migrations in this project", () -> {
                    diff(results, given);
                    return null;
                });
            } catch (MigratorException e) {
                throw new MigratorException(CommandHint.withSettingsOf(given, e.getMessage()), e);
            }
        });
    }

    private void diff(CommandResultsBuilder results, CommandLine given) throws Exception {
        CommandScope command = results.getCommandScope();
        Database database = (Database) command.getDependency(Database.class);
        HistoryTable.of(database).requireRights("diff");
        Changelog changelog = Changelog.ofThisProject();
        try (BegunChangelog begun = new BegunChangelog(changelog, database)) {
            diff(command, given, database, changelog, begun);
        }
    }

    private void diff(
            CommandScope command, CommandLine given, Database database, Changelog changelog, BegunChangelog begun)
            throws Exception {
        Settings settings = Settings.of(given.values()).without(database.getDatabaseChangeLogTableName());
        if (given.isSet("squash")) {
            new Squashing(changelog, database, settings, given).squash(format(given, database));
            return;
        }
        Lint lint = Lint.of(
                database,
                Changelog.contexts(),
                Changelog.labels(),
                given.values(),
                given.project(),
                given.trustsChangelog());
        ListedChangeSets before = changelog.listed();
        NewMigrations files = new NewMigrations(changelog, before, command.getArgumentValue(CHANGELOG_FILE_ARG));
        List<String> existing = new ArrayList<>(files.revisions());
        MigrationFormat format = format(given, database);
        Function<Operations, Migration> migration = operations -> new Migration(
                        Revision.of(settings.message(), operations.upgrade(), Instant.now(), existing),
                        settings.author(),
                        operations)
                .in(format);
        DiffReport report = new DiffReport(Console.out(), changelog, given);
        if (given.isSet("empty")) {
            Path written =
                    files.write(List.of(migration.apply(Operations.NONE))).get(0);
            begun.keep();
            report.empty(written);
            return;
        }
        Database reference = (Database) command.getDependency(ReferenceDatabase.class);
        HibernateExtension.requireMatch(reference.getClass().getClassLoader());
        AppliedChangeSets marks = AppliedChangeSets.of(database);
        ModelCache known = reference instanceof ModelDatabase model ? new ModelCache(model.source()) : null;
        if (!before.isEmpty() && given.isSet("flyway")) {
            throw new MigratorException("""
                    -Dflyway is for the first diff, and %s has changesets already, so nothing was compared.
                    Leave the setting out.""".formatted(changelog.name()));
        }
        changelog.requireHead(before, database);
        boolean isFirst = before.isEmpty();
        if (isFirst) {
            Model model = known == null ? model(reference) : known.model();
            new FirstMigration(changelog, database, settings, files).write(model, format);
            before = changelog.listed();
            if (!before.isEmpty()) {
                begun.keep();
            }
            changelog.requireHead(before, database);
            existing.addAll(files.revisions());
            marks = AppliedChangeSets.of(database);
        }
        Autogenerate autogenerate = given.isSet("online")
                ? new Autogenerate(database, settings, online(new OnlineMigrations(settings, existing), format))
                : new Autogenerate(database, settings, migration);
        Adopting adopting = AdoptedDatabase.adopting(changelog, before.created(), settings, database);
        Autogenerate.Outcome outcome =
                known == null ? autogenerate.run(model(reference), adopting) : autogenerate.run(known, adopting);
        marks.requireSame(database);
        List<Path> written = outcome.migrations().isEmpty() ? List.of() : files.write(outcome.migrations());
        begun.keep();
        report.kept(outcome, AdoptedDatabase.accept(outcome, adopting, changelog), adopting.obsolete(outcome.kept()));
        if (written.isEmpty()) {
            if (isFirst && !before.isEmpty()) { // a baseline, which update does not run here
                new SchemaPage(changelog, database)
                        .refresh(changelog.read(Changelog.parameters(database)))
                        .ifPresent(report::updated);
            }
            report.nothing(outcome);
            return;
        }
        DatabaseChangeLog now = changelog.read(Changelog.parameters(database));
        List<String> revisions =
                outcome.migrations().stream().map(Migration::revision).toList();
        Supplier<Optional<Path>> page = new SchemaPage(changelog, database).refreshing(now, outcome.affected());
        String cost = lint.report(now, outcome.start(), revisions);
        report.written(outcome, written, page.get(), cost);
    }

    private static Autogenerate.Writer online(OnlineMigrations migrations, MigrationFormat format) {
        return (operations, live, trial) -> migrations.of(operations, live, trial).stream()
                .map(migration -> migration.in(format))
                .toList();
    }

    /** The format in which migrations are written. */
    private static MigrationFormat format(CommandLine given, Database database) throws MigratorException {
        String name = given.get("migration.format", "yaml");
        return switch (name) {
            case "yaml" -> MigrationFormat.YAML;
            case "xml" -> MigrationFormat.XML;
            case "sql" -> new SqlMigration(database);
            default -> throw new MigratorException("""
                    -Dmigration.format=%s is not known, so nothing was compared. Choose one of these:
                      -Dmigration.format=yaml, -Dmigration.format=xml, -Dmigration.format=sql""".formatted(Printable.line(name)));
        };
    }

    /** The model of a URL of liquibase-hibernate, whose classes may be another class loader's. */
    private static Model model(Database reference) throws MigratorException {
        Object metadata = Loaders.get(reference, "getMetadata");
        if (metadata == null) {
            throw new MigratorException(
                    """
                    The referenceUrl %s is not a model of Hibernate, so nothing was compared.
                    Remove it: without one, the entities of the application are compared.""".formatted(Printable.line(reference.getConnection().getURL())));
        }
        return Models.of(metadata);
    }
}
