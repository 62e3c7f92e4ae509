package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the migrations of the service, however many there are, and those of the tests' own project. */
class MigrationsTest {

    private static final Path SERVICE = Path.of("");
    private static final String MASTER = "changelog/db.changelog-master.yaml";

    @TempDir
    private Path folder;

    @BeforeEach
    void project() {
        TestProject.changelogIn(folder);
    }

    /** A migration of the service may change only rows, so the catalogs may be equal. */
    @Test
    void every_migration_of_the_service_rolls_back_to_exactly_the_catalog_before_it_and_applies_again()
            throws Exception {
        rollBackAndApplyAgain(SERVICE);
    }

    @Test
    void every_migration_of_the_tests_changes_the_catalog_and_rolls_back_to_exactly_the_one_before() throws Exception {
        List<List<String>> catalogs = rollBackAndApplyAgain(folder);
        assertThat(catalogs).hasSize(4).doesNotHaveDuplicates();
    }

    /** @return the catalog of the empty database, and that after each migration */
    private static List<List<String>> rollBackAndApplyAgain(Path project) throws Exception {
        try (var database = TestDatabase.create()) {
            var changelog = new TestChangelog(project, database);
            List<List<String>> catalogs = new ArrayList<>(List.of(CatalogText.of(database)));
            for (String revision : revisions(project)) {
                List<String> before = CatalogText.of(database);
                changelog.updateTo(revision);
                List<String> after = CatalogText.of(database);
                catalogs.add(after);

                changelog.rollback(1);
                assertThat(CatalogText.of(database))
                        .as("after rolling back " + revision)
                        .isEqualTo(before);

                changelog.updateTo(revision);
                assertThat(CatalogText.of(database))
                        .as("after applying again " + revision)
                        .isEqualTo(after);
            }
            return catalogs;
        }
    }

    @Test
    void rolling_back_keeps_every_row_of_the_columns_that_stay() throws Exception {
        try (var database = TestDatabase.create()) {
            var changelog = new TestChangelog(folder, database);
            changelog.update();
            database.execute("""
                    insert into users (id, email, display_name)
                      select gen_random_uuid(), 'user' || n || '@example.com', 'User ' || n from generate_series(1, 20) n;
                    insert into notes (id, user_id, title, body)
                      select gen_random_uuid(), u.id, 'Note ' || n, 'Buy milk' from users u, generate_series(1, 3) n;
                    insert into chats (id, user_id, title)
                      select gen_random_uuid(), u.id, case when n = 1 then 'Chat' end from users u, generate_series(1, 2) n;
                    insert into messages (id, chat_id, role, content, metadata)
                      select gen_random_uuid(), c.id, (array['SYSTEM', 'USER', 'ASSISTANT'])[n], 'Hello', '{"tokens": 1}'
                      from chats c, generate_series(1, 3) n""");
            List<String> revisions = new ArrayList<>(revisions(folder));
            Collections.reverse(revisions);
            for (String revision : revisions) {
                Map<String, List<String>> before = valuesByColumn(database);
                changelog.with("allow", "drop").rollback(1); // the dropped columns contain values
                assertThat(before)
                        .as("before and after rolling back " + revision)
                        .containsAllEntriesOf(valuesByColumn(database));
            }
            assertThat(valuesByColumn(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void revision_file_name_changeset_and_tag_agree(boolean ofTheService) throws Exception {
        Path project = ofTheService ? SERVICE : folder;
        Map<String, List<ChangeSet>> byFile = new HashMap<>();
        changeSets(project)
                .forEach(changeSet -> byFile.computeIfAbsent(changeSet.getFilePath(), file -> new ArrayList<>())
                        .add(changeSet));
        for (Path file : migrationFiles(project)) {
            String revision = file.getFileName().toString().replace(".yaml", "");
            assertThat(revision).matches("\\d{14}_[a-z0-9_]+");
            List<ChangeSet> changeSets = byFile.get("changelog/changes/" + file.getFileName());
            assertThat(changeSets).as(revision).hasSize(1);
            assertThat(changeSets.get(0).getId()).isEqualTo(revision);
            assertThat(changeSets.get(0).getRollback().getChanges())
                    .as(revision)
                    .isNotEmpty();
            assertThat(changeSets.get(0).getChanges())
                    .as("the last change of " + revision)
                    .last()
                    .isInstanceOfSatisfying(TagDatabaseChange.class, tag -> assertThat(tag.getTag())
                            .isEqualTo(revision));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_master_changelog_lists_every_migration_once_and_in_order(boolean ofTheService) throws Exception {
        Path project = ofTheService ? SERVICE : folder;
        List<String> files = migrationFiles(project).stream()
                .map(file -> "    file: changes/" + file.getFileName())
                .toList();
        List<String> listed = Files.readAllLines(project.resolve(MASTER)).stream()
                .filter(line -> line.contains("file: "))
                .toList();
        assertThat(listed).isEqualTo(files).hasSizeGreaterThanOrEqualTo(ofTheService ? 0 : 3);
    }

    private static List<String> revisions(Path project) throws Exception {
        return changeSets(project).stream().map(ChangeSet::getId).toList();
    }

    private static List<ChangeSet> changeSets(Path project) throws Exception {
        var files = new DirectoryResourceAccessor(project);
        return ChangeLogParserFactory.getInstance()
                .getParser(MASTER, files)
                .parse(MASTER, new ChangeLogParameters(), files)
                .getChangeSets();
    }

    private static List<Path> migrationFiles(Path project) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("changelog/changes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** The values of each column of each table, ordered by the row's id, under {@code <table>.<column>}. */
    private static Map<String, List<String>> valuesByColumn(TestDatabase database) throws SQLException {
        Map<String, List<String>> values = new HashMap<>();
        try (Connection connection = database.connect();
                var columns = connection.getMetaData().getColumns(null, "public", null, null)) {
            while (columns.next()) {
                String table = columns.getString("TABLE_NAME");
                String column = columns.getString("COLUMN_NAME");
                if (!table.startsWith("databasechangelog")) {
                    values.put(table + "." + column, values(connection, table, column));
                }
            }
        }
        return values;
    }

    private static List<String> values(Connection connection, String table, String column) throws SQLException {
        List<String> values = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select %s::text from %s order by id".formatted(column, table))) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        assertThat(values).as(table).isNotEmpty();
        return values;
    }
}
