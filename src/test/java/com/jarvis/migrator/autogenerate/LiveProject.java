package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.Revision;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;

/** A project with a live database and the changelog that creates its schema, with the commands to run on them. */
public record LiveProject(Path folder, TestDatabase database) implements AutoCloseable {

    /** Runs a comparison with a model. */
    @FunctionalInterface
    public interface Model {
        Autogenerate.Outcome compare(Autogenerate autogenerate) throws Exception;
    }

    /** @param folder an empty folder */
    public static LiveProject in(Path folder) throws Exception {
        Path master = folder.resolve("changelog/db.changelog-master.yaml");
        Files.createDirectories(master.getParent());
        Files.writeString(master, "databaseChangeLog:\n");
        return new LiveProject(folder, TestDatabase.create());
    }

    /** Compares with {@code -Dallow=drop}; writes nothing. */
    public Autogenerate.Outcome diff(Model model, String rename) throws Exception {
        return diff(model, new Settings(null, "jarvis", Set.of("drop"), rename, null));
    }

    public Autogenerate.Outcome diff(Model model, Settings settings) throws Exception {
        try (Connection connection = database.connect()) {
            Database live =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            List<String> existing = files().revisions();
            Autogenerate.Outcome outcome = model.compare(new Autogenerate(
                    live,
                    settings,
                    operations -> new Migration(
                            Revision.of(settings.message(), operations.upgrade(), Instant.now(), existing),
                            settings.author(),
                            operations)));
            for (Migration migration : outcome.migrations()) {
                assertSameInEveryFormat(migration, live);
            }
            return outcome;
        }
    }

    /** Liquibase does not find the end of a {@code --rollback} line that has them (ROLLBACK_PATTERN, 5.0.4). */
    private static final Pattern OTHER_LINES = Pattern.compile("[\\x85\\u2028\\u2029]");

    /** What is written in XML or as formatted SQL is run by Liquibase as what is written in YAML. */
    static void assertSameInEveryFormat(Migration migration, Database database) throws Exception {
        MigrationSql yaml = MigrationSql.of(migration, database);
        assertThat(MigrationSql.of(migration.in(MigrationFormat.XML), database)).isEqualTo(yaml);
        Migration sql = migration.in(new SqlMigration(database));
        if (yaml.rollback().stream()
                .anyMatch(statement -> OTHER_LINES.matcher(statement.sql()).find())) {
            assertThatThrownBy(() -> MigrationSql.of(sql, database))
                    .hasMessageContaining("cannot be written in this format");
        } else {
            assertThat(MigrationSql.of(sql, database)).isEqualTo(yaml);
        }
    }

    /** The text of a migration in YAML, which can express each. */
    public static String text(Migration migration) {
        try {
            return migration.text();
        } catch (MigratorException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the migration and has Liquibase apply it. */
    public void apply(Migration migration) throws Exception {
        write(migration);
        update();
    }

    /** Writes the migration, without applying it. */
    public void write(Migration migration) throws Exception {
        files().write(migration);
    }

    /** Has Liquibase apply the pending migrations. */
    public void update() throws Exception {
        update(Map.of());
    }

    /** @param settings the settings that a user would pass with {@code -D}, by name */
    public void update(Map<String, String> settings) throws Exception {
        new TestChangelog(folder, database, settings).update();
    }

    /** Has Liquibase roll back the last migration, with {@code -Dallow=drop}. */
    public void rollback() throws Exception {
        new TestChangelog(folder, database).with("allow", "drop").rollback(1);
    }

    /** Has Liquibase roll back the last migration, which is refused if data would be lost. */
    public void rollbackWithoutLoss() throws Exception {
        new TestChangelog(folder, database).rollback(1);
    }

    public List<String> catalog() throws SQLException {
        return CatalogText.of(database);
    }

    /** The rows of each table, as JSON, without the named columns. */
    public Map<String, String> rows(Map<String, List<String>> without) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (var found = statement.executeQuery(
                    "select c.oid::regclass::text, relname from pg_class c join pg_namespace n on n.oid = relnamespace"
                            + " where relkind = 'r' and nspname !~ '^(pg_|information_schema)' and relname !~"
                            + " '^databasechangelog'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                String columns = String.join("','", without.getOrDefault(table, List.of()));
                try (var found = statement.executeQuery(
                        "select string_agg(r::text, E'\\n' order by r::text) from (select to_jsonb(t) - array['"
                                + columns + "'] as r from " + table + " t) as rows where r <> '{}'")) {
                    found.next();
                    if (found.getString(1) != null) {
                        rows.put(table, found.getString(1));
                    }
                }
            }
        }
        return rows;
    }

    private MigrationFiles files() {
        return new MigrationFiles(
                new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                folder.resolve("changelog/changes"));
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
