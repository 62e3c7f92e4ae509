package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
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
import org.junit.jupiter.api.Test;

/** What holds for every migration of this project, however many there are. */
class MigrationsTest {

    private static final Path PROJECT = Path.of("");
    private static final String MASTER = "changelog/db.changelog-master.yaml";

    @Test
    void every_migration_rolls_back_to_exactly_the_catalog_before_it_and_applies_again() throws Exception {
        try (var database = TestDatabase.create()) {
            var changelog = new TestChangelog(PROJECT, database);
            for (String revision : revisions()) {
                List<String> before = CatalogText.of(database);
                changelog.updateTo(revision);
                List<String> after = CatalogText.of(database);
                assertThat(after).as(revision).isNotEqualTo(before);

                changelog.rollback(1);
                assertThat(CatalogText.of(database))
                        .as("after rolling back " + revision)
                        .isEqualTo(before);

                changelog.updateTo(revision);
                assertThat(CatalogText.of(database))
                        .as("after applying again " + revision)
                        .isEqualTo(after);
            }
        }
    }

    @Test
    void rolling_back_keeps_every_row_of_the_columns_that_stay() throws Exception {
        try (var database = TestDatabase.create()) {
            var changelog = new TestChangelog(PROJECT, database);
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
            List<String> revisions = new ArrayList<>(revisions());
            Collections.reverse(revisions);
            System.setProperty("allow", "drop"); // as -Dallow=drop does: the columns that go hold values
            for (String revision : revisions) {
                Map<String, List<String>> before = valuesByColumn(database);
                changelog.rollback(1);
                assertThat(before)
                        .as("before and after rolling back " + revision)
                        .containsAllEntriesOf(valuesByColumn(database));
            }
            assertThat(valuesByColumn(database)).isEmpty();
        } finally {
            System.clearProperty("allow");
        }
    }

    @Test
    void revision_file_name_changeset_and_tag_agree() throws Exception {
        Map<String, List<ChangeSet>> byFile = new HashMap<>();
        changeSets().forEach(changeSet -> byFile.computeIfAbsent(changeSet.getFilePath(), file -> new ArrayList<>())
                .add(changeSet));
        for (Path file : migrationFiles()) {
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

    @Test
    void the_master_changelog_lists_every_migration_once_and_in_order() throws Exception {
        List<String> files = migrationFiles().stream()
                .map(file -> "    file: changes/" + file.getFileName())
                .toList();
        List<String> listed = Files.readAllLines(PROJECT.resolve(MASTER)).stream()
                .filter(line -> line.contains("file: "))
                .toList();
        assertThat(listed).isEqualTo(files).hasSizeGreaterThanOrEqualTo(3);
    }

    private static List<String> revisions() throws Exception {
        return changeSets().stream().map(ChangeSet::getId).toList();
    }

    private static List<ChangeSet> changeSets() throws Exception {
        var files = new DirectoryResourceAccessor(PROJECT);
        return ChangeLogParserFactory.getInstance()
                .getParser(MASTER, files)
                .parse(MASTER, new ChangeLogParameters(), files)
                .getChangeSets();
    }

    private static List<Path> migrationFiles() throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("changelog/changes"))) {
            return files.sorted().toList();
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
