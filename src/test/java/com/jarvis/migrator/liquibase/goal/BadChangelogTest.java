package com.jarvis.migrator.liquibase.goal;

import static com.jarvis.testing.TestProject.MASTER;
import static com.jarvis.testing.TestProject.include;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake gets one message with the way out, and changes neither the schema nor what Liquibase notes of it. */
@Tag(TestSet.SLOW)
class BadChangelogTest {

    private static final String FIRST = "20260112091500_create_users_and_notes";
    private static final String SECOND = "20260126143000_create_chats_and_messages";
    private static final String THIRD = "20260209102000_add_messages_metadata";
    private static final String THIRD_FILE = "changelog/changes/" + THIRD + ".yaml";

    @TempDir
    private Path folder;

    private TestProject project;
    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void copy() {
        project = TestProject.changelogIn(folder);
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database);
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void a_migration_file_that_is_not_yaml() throws Exception {
        Files.writeString(project.path(THIRD_FILE), "  - : [\n", StandardOpenOption.APPEND);
        refused(changelog::update, """
                %1$s is not YAML: expected <block end>, but found '-' (line 29, column 3).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(THIRD_FILE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "    rollback:                    | rollback",
                "    changes:                     | changes",
                "    author: jarvis               | author",
            })
    void a_key_that_occurs_twice_in_a_migration_is_refused(String line, String key) throws Exception {
        String text = Files.readString(project.path(THIRD_FILE));
        Files.writeString(project.path(THIRD_FILE), text + "    " + line.strip() + "\n");
        refused(changelog::update, """
                %1$s is not YAML: found duplicate key %2$s (line %3$d, column 5).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(THIRD_FILE, key, text.lines().count() + 1));
    }

    @Test
    void a_key_that_occurs_twice_in_the_master_changelog_is_refused() throws Exception {
        project.edit(MASTER, "    file: changes/" + THIRD + ".yaml\n", """
                    file: changes/20260301000000_b.yaml
                    file: changes/20260209102000_add_messages_metadata.yaml
                """);
        refused(changelog::update, """
                changelog/db.changelog-master.yaml is not YAML: found duplicate key file (line 11, column 5).
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- changelog/db.changelog-master.yaml""");
    }

    @Test
    void a_master_changelog_with_the_conflict_of_a_merge() throws Exception {
        project.edit(MASTER, "    file: changes/" + THIRD + ".yaml\n", """
                <<<<<<< HEAD
                    file: changes/20260301000000_b.yaml
                =======
                    file: changes/20260209102000_add_messages_metadata.yaml
                >>>>>>> other
                """);
        refused(changelog::update, """
                changelog/db.changelog-master.yaml contains a merge conflict, from line 10 on. Nothing was run.
                Each branch added a migration. End the list with both, the older one first:
                - include:
                    file: changes/20260209102000_add_messages_metadata.yaml
                    relativeToChangelogFile: true
                - include:
                    file: changes/20260301000000_b.yaml
                    relativeToChangelogFile: true
                Then:
                  git add changelog/db.changelog-master.yaml""");
    }

    @Test
    void a_migration_file_with_the_conflict_of_a_merge() throws Exception {
        project.edit(
                THIRD_FILE,
                "    author: jarvis\n",
                "<<<<<<< HEAD\n    author: a\n=======\n    author: b\n>>>>>>> other\n");
        refused(changelog::update, """
                %1$s contains a merge conflict, from line 7 on. Nothing was run.
                Keep the correct lines of both sides, and delete the markers <<<<<<<, ======= and >>>>>>>. Then:
                  git add %1$s""".formatted(THIRD_FILE));
    }

    @Test
    void a_migration_file_that_is_not_encoded_in_utf_8() throws Exception {
        Path file = project.path("changelog/changes/20260209102000_add_messages_metadata.yaml");
        Files.write(file, (Files.readString(file) + "# für\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(changelog::update)
                .hasMessage("changelog/changes/20260209102000_add_messages_metadata.yaml is not encoded in UTF-8,"
                        + " so nothing was run. Save it as UTF-8.");
    }

    @Test
    void a_migration_file_that_is_yaml_but_no_changelog() throws Exception {
        Files.writeString(project.path(THIRD_FILE), "Hello\n");
        refused(changelog::update, """
                %1$s is not a changelog: it must begin with "databaseChangeLog:" and a list below it.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(THIRD_FILE));
    }

    @Test
    void a_migration_file_with_an_unknown_change() throws Exception {
        project.edit(THIRD_FILE, "addColumn", "addColumm");
        refused(changelog::update, """
                %1$s cannot be read: Unknown change type 'addColumm'.
                Nothing was run. Fix the file, or restore the committed version:
                  git checkout -- %1$s""".formatted(THIRD_FILE));
    }

    @Test
    void a_migration_file_that_is_missing() throws Exception {
        Files.delete(project.path(THIRD_FILE));
        refused(changelog::update, """
                %1$s is listed in changelog/db.changelog-master.yaml, line 10, but the file does not exist.
                Nothing was run. Restore the file, or delete its include entry if the migration never ran anywhere:
                  git checkout -- %1$s""".formatted(THIRD_FILE));
    }

    @Test
    void a_missing_master_changelog() throws Exception {
        Files.delete(project.path(MASTER));
        refused(changelog::update, """
                changelog/db.changelog-master.yaml does not exist; it is the list of all migrations.
                Nothing was run. Run the command in the project's folder, or restore the file:
                  git checkout -- changelog/db.changelog-master.yaml
                In a new project, whose database has run no migration, the first diff creates it:
                  mvn compile liquibase:diff""");
    }

    @Test
    void a_migration_that_is_listed_twice() throws Exception {
        project.list(THIRD);
        refused(changelog::update, LISTED_TWICE);
    }

    @Test
    void a_migration_that_is_listed_twice_after_it_ran() throws Exception {
        changelog.update();
        project.list(THIRD);
        refused(changelog::update, LISTED_TWICE);
    }

    @Test
    void a_migration_that_was_edited_after_it_ran() throws Exception {
        changelog.update();
        project.edit(THIRD_FILE, "jsonb", "json");
        String message = """
                %1$s was edited after this database ran it.
                A migration runs once, so the edit would never reach this database, and other databases would differ;
                nothing was run. Undo the edit, and make the change in a migration of its own:
                  git checkout -- %1$s
                  git log -p -- %1$s        if the edit is committed
                  mvn compile liquibase:diff -Dmessage="what changes\"""".formatted(THIRD_FILE);
        refused(changelog::update, message);
        refused(() -> changelog.rollback(1), message);
    }

    @Test
    void a_rollback_to_a_revision_that_does_not_exist() throws Exception {
        changelog.updateTo(SECOND);
        refused(() -> changelog.rollbackTo("20260112091500_create_user_and_note"), """
                This database has not run a revision 20260112091500_create_user_and_note, so nothing was rolled back.
                These are its revisions, the oldest first:
                  20260112091500_create_users_and_notes
                  20260126143000_create_chats_and_messages
                Did you mean 20260112091500_create_users_and_notes?""");
    }

    @Test
    void a_rollback_to_what_is_near_no_revision_more_than_another_suggests_none() throws Exception {
        changelog.updateTo(SECOND);
        refused(() -> changelog.rollbackTo("20251"), """
                This database has not run a revision 20251, so nothing was rolled back.
                These are its revisions, the oldest first:
                  20260112091500_create_users_and_notes
                  20260126143000_create_chats_and_messages""");
    }

    @Test
    void an_update_to_a_revision_that_the_database_is_past_says_how_to_go_back() throws Exception {
        changelog.update();
        assertThat(printed(() -> changelog.updateTo(FIRST))).isEqualTo("""
                Nothing to apply: this database is past 20260112091500_create_users_and_notes, at 20260209102000_add_messages_metadata. To go back:
                  mvn liquibase:rollback -Dliquibase.rollbackTag=20260112091500_create_users_and_notes
                """);
        assertThat(printed(changelog::update)).isEqualTo("Nothing to apply.\n");
    }

    private static String printed(ThrowingCallable command) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            command.call();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_rollback_of_more_than_was_applied() throws Exception {
        changelog.update();
        refused(() -> changelog.rollback(4), """
                4 migrations cannot be rolled back: 3 are applied to this database. Nothing was rolled back.
                  mvn liquibase:history    shows them
                  mvn liquibase:rollback -Dliquibase.rollbackCount=3    undoes them all""");
    }

    @Test
    void a_rollback_where_nothing_is_applied() throws Exception {
        changelog.update();
        changelog.rollback(3);
        refused(() -> changelog.rollback(1), """
                No migration is applied to this database, so nothing was rolled back.
                  mvn liquibase:update    applies them""");
    }

    @Test
    void a_rollback_through_a_migration_that_says_no_way_back() throws Exception {
        project.edit("changelog/changes/" + SECOND + ".yaml", "    rollback:\n", "    # rollback:\n");
        project.edit(
                "changelog/changes/" + SECOND + ".yaml",
                "    - dropTable:\n        tableName: messages\n    - dropTable:\n        tableName: chats\n",
                "");
        changelog.update();
        refused(() -> changelog.rollbackTo(FIRST), """
                changelog/changes/20260126143000_create_chats_and_messages.yaml does not say how to undo its changes, so nothing was rolled back.
                Add to the end of its changeset, with the changes that undo it (this does not change its checksum):
                    rollback:
                    - sql:
                        sql: alter table …""");
    }

    @Test
    void a_rollback_of_a_migration_that_the_changelog_does_not_list() throws Exception {
        changelog.update();
        project.edit(MASTER, include(THIRD), "");
        refused(() -> changelog.rollback(1), """
                20260209102000_add_messages_metadata was run by this database, but changelog/db.changelog-master.yaml does not list it, so nothing was rolled back.
                Its rollback is in the file changelog/changes/20260209102000_add_messages_metadata.yaml. Switch to the branch that has it and
                roll back there, or merge that branch:
                  git log --all --oneline -- changelog/changes/20260209102000_add_messages_metadata.yaml""");
    }

    @Test
    void an_update_to_a_revision_that_does_not_exist() throws Exception {
        changelog.updateTo(FIRST);
        refused(() -> changelog.updateTo("add_messages"), """
                There is no revision add_messages in changelog/db.changelog-master.yaml, so nothing was run.
                These are its revisions, the oldest first:
                  20260112091500_create_users_and_notes
                  20260126143000_create_chats_and_messages
                  20260209102000_add_messages_metadata
                Did you mean
                  mvn liquibase:update -Dliquibase.toTag=20260209102000_add_messages_metadata""");
    }

    private static final String LISTED_TWICE = """
            changelog/changes/20260209102000_add_messages_metadata.yaml is listed twice: in changelog/db.changelog-master.yaml, lines 10 and 13.
            A migration may be listed only once, so nothing was run. Delete one of these include entries.""";

    private void refused(ThrowingCallable command, String message) throws SQLException {
        List<String> catalog = CatalogText.of(database);
        List<String> history = CatalogText.history(database);
        assertThatThrownBy(command).hasMessage(message);
        assertThat(CatalogText.of(database)).isEqualTo(catalog);
        assertThat(CatalogText.history(database)).isEqualTo(history);
        assertThat(CatalogText.isLocked(database)).isFalse();
    }
}
