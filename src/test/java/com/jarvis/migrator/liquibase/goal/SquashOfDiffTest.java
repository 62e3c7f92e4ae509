package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.liquibase.check.MigrationChecks;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import liquibase.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that {@code diff} wrote for entities are squashed, and everything that looks at them goes on. */
@Tag(TestSet.PROCESS)
class SquashOfDiffTest {

    private static final String MASTER = "changelog/db.changelog-master.yaml";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        TestProject.changelogIn(folder);
        changelog = new TestChangelog(folder, database);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void the_model_matches_before_and_after_and_a_new_database_gets_the_same() throws Exception {
        changelog.update();
        assertThat(changelog.command("diffChangelog", Map.of()))
                .contains("The database matches the model: nothing to do.");
        String page = Files.readString(folder.resolve("changelog/schema.md"));

        assertThat(changelog.with("squash", "3").with("squash.files", "delete").command("diffChangelog", Map.of()))
                .isEqualTo("""
                3 migrations are now one, with 4 tables. It does the same in an empty database, and its rollback leaves nothing.
                Wrote changelog/changes/20260209102000_baseline.yaml
                Replaced 3 includes in changelog/db.changelog-master.yaml
                Deleted 3 files
                This database has run what it replaces, so it counts as run here. Other databases mark it with their next update.
                """);

        assertThat(folder.resolve("changelog/squashed")).doesNotExist();
        assertThat(folder.resolve("changelog/changes")).isDirectoryContaining("glob:**_baseline.yaml");
        assertThat(Files.readString(folder.resolve("changelog/changes/20260209102000_baseline.yaml")))
                .startsWith("""
                # Baseline: creates in an empty database what 3 changesets created, from 20260112091500_create_users_and_notes to
                # 20260209102000_add_messages_metadata. A database that has run them all counts it as run. Rollback restores an empty
                # schema.
                databaseChangeLog:
                """);
        assertThat(Files.readString(folder.resolve(MASTER))).isEqualTo("""
                # The migrations in the order in which they run. `mvn compile liquibase:diff` appends to this list.
                databaseChangeLog:
                - include:
                    file: changes/20260209102000_baseline.yaml
                    relativeToChangelogFile: true
                """);
        assertThat(changelog.command("diffChangelog", Map.of()))
                .isEqualTo("The database matches the model: nothing to do.\n");
        assertThat(changelog.with("check", "").status())
                .contains("Pending   none\nModel     matches the live schema\n");
        assertThat(Files.readString(folder.resolve("changelog/schema.md"))).isEqualTo(page);
        try (TestDatabase fresh = TestDatabase.create()) {
            TestChangelog there = new TestChangelog(folder, fresh);
            there.update();
            assertThat(CatalogText.of(fresh)).isEqualTo(CatalogText.of(database));
            try (TestDatabase empty = TestDatabase.create();
                    Connection connection = empty.connect()) {
                MigrationChecks checks = new MigrationChecks(folder, MASTER, TestProject.PACKAGE);
                Scope.child(Map.of(CommandLine.IN_SCOPE, TestProject.NAMING), () -> checks.all(connection));
            }
            assertThat(there.command("diffChangelog", Map.of()))
                    .isEqualTo("The database matches the model: nothing to do.\n");
        }
    }

    @Test
    void what_diff_made_still_belongs_to_the_entities_and_the_next_diff_writes_the_same() throws Exception {
        migration(
                "20260301000000_add",
                """
                # Creates tables extra and of entities.
                # Adds view extra_view.
                # Rollback restores all.
                """,
                "create table extra (id int constraint extra_key primary key); create table \\\"of entities\\\" (id int); create view extra_view as select id from extra");
        migration(
                "20260302000000_by_hand",
                "",
                "create table legacy (id int constraint legacy_key primary key); create index legacy_id on legacy (id)");
        changelog.update();
        List<String> before = dropped();
        changelog.with("squash", "5").command("diffChangelog", Map.of());

        assertThat(Files.readString(folder.resolve("changelog/changes/20260302000000_baseline.yaml"))
                        .replace("\n# ", " "))
                .contains(" Written for entities: ", " extra, fk_chats_user_id, ", ", of entities, ")
                .doesNotContain("Written for entities: nothing");
        assertThat(dropped()).isEqualTo(before).contains("- view extra_view", "- table extra", "- table of entities");
    }

    /** What a diff drops; its files are removed again. */
    private List<String> dropped() throws Exception {
        String master = Files.readString(folder.resolve(MASTER));
        String printed = changelog.with("allow", "drop").command("diffChangelog", Map.of());
        Files.writeString(folder.resolve(MASTER), master);
        try (Stream<Path> files = Files.list(folder.resolve("changelog/changes"))) {
            for (Path file :
                    files.filter(one -> one.toString().contains("drop_extra")).toList()) {
                Files.delete(file);
            }
        }
        return printed.lines().takeWhile(line -> !line.startsWith("Wrote")).toList();
    }

    private void migration(String revision, String header, String sql) throws Exception {
        Files.writeString(
                folder.resolve("changelog/changes/" + revision + ".yaml"), header + """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: test
                    changes:
                    - sql: {sql: "%2$s"}
                    - tagDatabase: {tag: %1$s}
                    rollback: []
                """.formatted(revision, sql));
        Files.writeString(
                folder.resolve(MASTER),
                Files.readString(folder.resolve(MASTER)).stripTrailing() + """

                - include:
                    file: changes/%s.yaml
                    relativeToChangelogFile: true
                """.formatted(revision));
    }
}
