package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

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
    void nothing_has_run_yet() throws Exception {
        assertThat(changelog.history()).isEqualTo("""
                This database has run no migration yet.
                  mvn liquibase:update    applies them
                """);
    }

    @Test
    void each_migration_with_its_time_duration_author_and_message() throws Exception {
        changelog.update();
        assertThat(masked(changelog.history())).isEqualTo("""
                20260112091500_create_users_and_notes     <time>      <took>  jarvis  create users and notes
                20260126143000_create_chats_and_messages  <time>      <took>  jarvis  create chats and messages
                20260209102000_add_messages_metadata      <time>      <took>  jarvis  add messages metadata (current)
                """);
    }

    @Test
    void the_order_of_execution_counts_whatever_the_clocks_of_two_runs_said() throws Exception {
        changelog.update();
        database.execute(
                "update databasechangelog set dateexecuted = dateexecuted - interval '17 hours' where orderexecuted = 3");
        assertThat(masked(changelog.history())).isEqualTo("""
                20260112091500_create_users_and_notes     <time>      <took>  jarvis  create users and notes
                20260126143000_create_chats_and_messages  <time>      <took>  jarvis  create chats and messages
                20260209102000_add_messages_metadata      <time>      <took>  jarvis  add messages metadata (current)
                """);

        changelog.rollback(1);

        assertThat(database.strings("select id from databasechangelog order by orderexecuted"))
                .containsExactly("20260112091500_create_users_and_notes", "20260126143000_create_chats_and_messages");
    }

    @Test
    void a_comment_is_the_message_and_verbose_adds_what_each_migration_does() throws Exception {
        String third = "changelog/changes/20260209102000_add_messages_metadata.yaml";
        project.edit(third, "    author: jarvis\n", "    author: jarvis\n    comment: Tools speak\n");
        changelog.update();
        assertThat(masked(changelog
                        .with("verbose", "true")
                        .with("revision", "202602")
                        .history()))
                .isEqualTo("""
                20260209102000_add_messages_metadata  <time>      <took>  jarvis  Tools speak (current)
                  sql alter table messages drop constraint messages_role_check
                  addColumn tableName=messages
                  sql alter table messages add constraint messages_role_check check (role in ('SYSTEM', 'USER', 'ASSISTANT', 'TOOL'))
                  tagDatabase
                """);
    }

    @Test
    void a_database_that_publishes_all_its_tables_notes_what_it_has_run() throws Exception {
        database.execute("create publication changes for all tables");
        changelog.update();
        changelog.rollback(1);
        assertThat(masked(changelog.history())).isEqualTo("""
                20260112091500_create_users_and_notes     <time>      <took>  jarvis  create users and notes
                20260126143000_create_chats_and_messages  <time>      <took>  jarvis  create chats and messages (current)
                """);
    }

    @Test
    void a_database_that_another_liquibase_has_migrated_has_no_durations() throws Exception {
        changelog.update();
        database.execute("alter table databasechangelog drop execution_time");
        assertThat(masked(changelog.history()).lines().findFirst())
                .hasValue(
                        "20260112091500_create_users_and_notes     <local time>              jarvis  create users and notes");
        changelog.rollback(1);
        changelog.update();
        assertThat(masked(changelog.history())).endsWith("  <took>  jarvis  add messages metadata (current)\n");
    }

    @Test
    void a_revision_may_be_shortened_to_any_beginning_that_no_other_has() throws Exception {
        changelog.updateTo("20260126");
        assertThat(CatalogText.history(database)).hasSize(3);
        changelog.rollbackTo("2026011");
        assertThat(CatalogText.history(database)).hasSize(2);
        assertThatThrownBy(() -> changelog.updateTo("202601")).hasMessage("""
                2 revisions begin with 202601, so nothing was run:
                  20260112091500_create_users_and_notes
                  20260126143000_create_chats_and_messages
                Give enough of the name to tell them apart.""");
        changelog.update();
        assertThatThrownBy(() -> changelog.rollbackTo("2026")).hasMessage("""
                3 revisions begin with 2026, so nothing was rolled back:
                  20260112091500_create_users_and_notes
                  20260126143000_create_chats_and_messages
                  20260209102000_add_messages_metadata
                Give enough of the name to tell them apart.""");
        assertThatThrownBy(changelog.with("revision", "2025")::history).hasMessage("""
                This database has not run a revision 2025.
                  mvn liquibase:history    shows those that it has run""");
    }

    private static String masked(String history) {
        return history.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d (UTC|[+-]\\d\\d:\\d\\d)", "<time>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "<local time>")
                .replaceAll("\\d+\\.\\d\\d s", "<took>");
    }
}
