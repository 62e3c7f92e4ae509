package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Adopting;
import com.jarvis.migrator.autogenerate.ChangelogObjects;
import com.jarvis.migrator.autogenerate.Differences;
import com.jarvis.migrator.autogenerate.RollbackOnlyTransaction;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.Changelog;
import com.jarvis.migrator.liquibase.history.ProjectFiles;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.model.Models;
import com.jarvis.migrator.session.SystemQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.change.Change;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Checks that every changelog should pass, for the tests of a project that uses the migrator:
 *
 * <pre>{@code MigrationChecks.of("com.example.model").all(connection);}</pre>
 *
 * <p>The changelog is well formed and runs in an empty database, each rollback restores the schema exactly, the result is
 * what the entities describe, and {@code schema.md} shows it. These are pytest-alembic's built-in tests (single head,
 * upgrade, model definitions match DDL, up-down consistency).
 *
 * <p>The changelog runs as in {@code update}: its {@code executeCommand}, {@code customChange} and {@code COPY … PROGRAM} run on the
 * machine of the test and of its database, with their rights. Run these checks only for a changelog that you trust.
 *
 * <p>A changelog that was begun without the migrator passes with {@link #since}, which leaves its older changesets as they are.
 *
 * @param project the project's folder
 * @param changelog the master changelog, relative to it
 * @param packages where the entities are, separated by commas
 * @param since the first changeset whose form and rollback are checked; null for all
 */
public record MigrationChecks(Path project, String changelog, String packages, String since) {

    /** The checks of all changesets. */
    public MigrationChecks(Path project, String changelog, String packages) {
        this(project, changelog, packages, null);
    }

    /** The checks of the project in the working directory, with the changelog in its default place. */
    public static MigrationChecks of(String packages) {
        return new MigrationChecks(Path.of("").toAbsolutePath(), Changelog.DEFAULT, packages);
    }

    /** The same checks for another master changelog, relative to the project's folder. */
    public MigrationChecks in(String master) {
        return new MigrationChecks(project, master, packages, since);
    }

    /**
     * The same checks, in which older changesets only have to run in an empty database, whatever their form, and need no
     * rollback.
     *
     * @param first a revision, {@code <file>::<id>::<author>} for another changeset, or the beginning of one of these; or the
     *     time from which revisions count, such as {@code 20260301000000}
     */
    public MigrationChecks since(String first) {
        return new MigrationChecks(project, changelog, packages, first);
    }

    /**
     * Runs all checks.
     *
     * @param connection to an empty database; all migrations are applied to it
     * @throws AssertionError with all problems found
     * @throws MigratorException if the changelog or the model cannot be read
     * @throws Exception if the database fails
     */
    public void all(Connection connection) throws Exception {
        Map<String, Object> scope = Map.of(
                Scope.Attr.ui.name(),
                new LoggerUIService(),
                Scope.Attr.resourceAccessor.name(),
                new DirectoryResourceAccessor(project),
                "liquibase.analytics.enabled",
                "false");
        List<String> problems = Scope.child(scope, () -> ProjectFiles.alone(project, () -> problems(connection)));
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
    }

    private List<String> problems(Connection connection) throws Exception {
        Liquibase liquibase =
                new Liquibase(changelog, Scope.getCurrentScope().getResourceAccessor(), new JdbcConnection(connection));
        liquibase.setShowSummary(UpdateSummaryEnum.OFF);
        DatabaseChangeLog parsed = liquibase.getDatabaseChangeLog();
        int older = older(parsed);
        List<String> problems = wellFormed(parsed, older, liquibase.getDatabase());
        if (problems.isEmpty()) {
            problems.addAll(runs(parsed, older, liquibase, connection));
        }
        if (problems.isEmpty()) {
            problems.addAll(model(liquibase.getDatabase(), liquibase.getDatabaseChangeLog()));
            problems.addAll(page(parsed, liquibase.getDatabase()));
        }
        return problems;
    }

    /** How many changesets come before the first one that is checked. */
    private int older(DatabaseChangeLog parsed) throws MigratorException {
        List<ChangeSet> all = parsed.getChangeSets();
        if (since == null) {
            return 0;
        }
        for (int i = 0; i < all.size(); i++) {
            if (ChangeSetName.of(all.get(i)).startsWith(since)) {
                return i;
            }
        }
        if (Revision.time(since).isEmpty()) {
            throw new MigratorException("""
                    There is no changeset %s in %s, from which on to check. Name one as liquibase:history does,
                    or give a time, such as since("20260301000000").""".formatted(since, changelog));
        }
        return (int) all.stream()
                .takeWhile(one -> !ChangeSetName.isRevision(one) || one.getId().compareTo(since) < 0)
                .count();
    }

    private static List<ChangeSet> checked(DatabaseChangeLog parsed, int older) {
        return parsed.getChangeSets().subList(older, parsed.getChangeSets().size());
    }

    private List<String> wellFormed(DatabaseChangeLog parsed, int older, Database database) throws MigratorException {
        List<String> problems = new ArrayList<>(place().mergeCheck(parsed).problems());
        Set<String> seen = new HashSet<>();
        parsed.getChangeSets().subList(0, older).forEach(changeSet -> seen.add(changeSet.getFilePath()));
        for (ChangeSet changeSet : checked(parsed, older)) {
            String file = changeSet.getFilePath();
            String stem = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
            List<Change> changes = changeSet.getChanges();
            Change last = changes.isEmpty() ? null : changes.get(changes.size() - 1);
            if (!seen.add(file)) {
                problems.add(file + " has more than one changeset, so rollbackCount=1 would undo only a part of it.");
            } else if (!stem.equals(changeSet.getId())) {
                problems.add("%s has a changeset with the id %s; change the id to %s."
                        .formatted(file, changeSet.getId(), stem));
            } else if (file.matches(".*\\.ya?ml")
                    && !(last instanceof TagDatabaseChange tag && stem.equals(tag.getTag()))) {
                problems.add("%s has no tag to roll back to. End its changes with:%n    - tagDatabase:%n        tag: %s"
                        .formatted(file, stem));
            } else if (!changeSet.supportsRollback(database)) {
                problems.add(file + " does not say how to undo its changes. Add a rollback to its changeset.");
            }
        }
        return problems;
    }

    private static List<String> runs(DatabaseChangeLog parsed, int older, Liquibase liquibase, Connection connection)
            throws Exception {
        if (older > 0) {
            liquibase.update(older, new Contexts(), new LabelExpression());
        }
        for (ChangeSet changeSet : checked(parsed, older)) {
            Map<String, SchemaObject> before = objects(connection);
            update(liquibase, changeSet);
            liquibase.rollback(1, new Contexts(), new LabelExpression());
            Map<String, SchemaObject> after = objects(connection);
            Set<String> differing = new TreeSet<>(before.keySet());
            differing.addAll(after.keySet());
            differing.removeIf(
                    name -> before.get(name) != null && before.get(name).equals(after.get(name)));
            if (!differing.isEmpty()) {
                return List.of("The rollback of %s does not restore the schema: %s differ."
                        .formatted(changeSet.getFilePath(), String.join(", ", differing)));
            }
            update(liquibase, changeSet);
        }
        return List.of();
    }

    /** By its tag: by count, an older changeset that always runs would be the next one. */
    private static void update(Liquibase liquibase, ChangeSet changeSet) throws Exception {
        liquibase.update(changeSet.getId(), new Contexts(), new LabelExpression());
    }

    private static Map<String, SchemaObject> objects(Connection connection) throws SQLException {
        Catalog catalog = new CatalogReader(connection).read(Schemas.live(connection.getSchema(), schemas(connection)));
        return catalog.withTables(catalog.tables().stream()
                        .filter(table -> !table.name().local().startsWith("databasechangelog"))
                        .toList())
                .objects();
    }

    private static List<String> schemas(Connection connection) throws SQLException {
        return SystemQuery.list(
                connection,
                "select nspname from pg_namespace where nspname !~ '^pg_'"
                        + " and nspname not in ('information_schema', current_schema)",
                row -> row.getString(1));
    }

    private List<String> model(Database database, DatabaseChangeLog parsed) throws Exception {
        Map<String, String> given = new HashMap<>(CommandLine.current().values());
        given.put(Models.PACKAGES, packages);
        Model model = Models.in(Thread.currentThread().getContextClassLoader(), given, project)
                .model();
        Adopting adopting = new Adopting(
                Settings.of(Map.of()), place().accepted(), ChangelogObjects.of(parsed), () -> () -> Catalog.EMPTY);
        List<String> differences = RollbackOnlyTransaction.run(
                database, connection -> Differences.fromMigrated(connection, model, adopting));
        return differences.isEmpty()
                ? List.of()
                : List.of("The migrations do not create what the entities describe. To get there:\n  "
                        + String.join("\n  ", differences)
                        + "\n  mvn compile liquibase:diff -Dmessage=\"what changes\"    writes the migration");
    }

    private List<String> page(DatabaseChangeLog parsed, Database database) throws Exception {
        SchemaPage page = new SchemaPage(place(), database);
        try {
            return page.read().equals(page.text(parsed))
                    ? List.of()
                    : List.of("%s does not show what the changelog creates.%n  mvn compile liquibase:diff    updates it"
                            .formatted(project.relativize(page.file())));
        } catch (IOException e) {
            throw new MigratorException(page.file() + " can't be read: " + e.getMessage(), e);
        }
    }

    private Changelog place() {
        return new Changelog(project, changelog);
    }
}
