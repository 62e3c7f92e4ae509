package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.hibernate.ModelDdl;
import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that other means have made is taken over, if it is what the changelog gives. */
@Tag(TestSet.SLOW)
class ChangelogSyncTest {

    @TempDir
    private Path folder;

    private TestProject project;
    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void copy() throws Exception {
        project = TestProject.changelogIn(folder);
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database);
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void a_database_that_hibernate_made_at_start_up_is_taken_over_without_being_touched() throws Exception {
        hbm2ddl();
        List<String> before = CatalogText.of(database);
        assertThat(changelog.command("changelogSync", Map.of())).startsWith("Marked as run: ");
        assertThat(changelog.command("changelogSync", Map.of()))
                .isEqualToNormalizingNewlines(
                        "Nothing to mark: all of these migrations have run or are marked as run.\n");
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(changelog.status())
                .contains("Revision  20260209102000_add_messages_metadata (head)", "Model     matches the live schema");
    }

    @Test
    void a_database_that_differs_is_refused_with_what_differs_and_left_as_it_was() throws Exception {
        hbm2ddl();
        database.execute("""
                alter table users drop column display_name;
                drop index ix_notes_user_id_created_at;
                alter table chats alter title type varchar(500);
                create table reports (id bigint primary key)""");
        List<String> before = CatalogText.of(database);
        assertThatThrownBy(changelog::sync).hasMessage("""
                This database differs from what changelog/db.changelog-master.yaml creates, so nothing was marked as run. To get there:
                  - table reports
                  + column users.display_name varchar(200)
                  ~ column chats.title varchar(500) → varchar(200)
                  + index ix_notes_user_id_created_at
                Exclude tables of other programs with -Dexclude=<table>,<table>. Change the rest by hand; or mark the
                migrations as run anyway, and let the next one bring the database in line with the model:
                  mvn liquibase:changelogSync -Dallow=drift
                  mvn compile liquibase:diff -Dmessage="adopt\"""");
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(CatalogText.history(database)).isEmpty();

        changelog.with("allow", "drift").sync();
        assertThat(CatalogText.of(database)).isEqualTo(before);
        assertThat(CatalogText.history(database)).hasSize(4);
        assertThat(changelog.status()).contains("""
                  + column users.display_name varchar(200)
                  + index ix_notes_user_id_created_at
                """, """
                The live schema also has more than entities and migrations:
                  table (1): reports
                  type of column (1): chats.title
                """);
    }

    @Test
    void a_revision_may_be_shortened() throws Exception {
        changelog.with("allow", "drift").syncTo("20260126");
        assertThat(CatalogText.history(database)).hasSize(3).last().asString().contains("20260126143000");
        assertThatThrownBy(() -> changelog.syncTo("202601")).hasMessage("""
                2 revisions begin with 202601, so nothing was run:
                  20260112091500_create_users_and_notes
                  20260126143000_create_chats_and_messages
                Give enough of the name to tell them apart.""");
    }

    @Test
    void tables_of_other_programs_are_left_out() throws Exception {
        hbm2ddl();
        database.execute("create table reports (id bigint primary key)");
        changelog.with("exclude", "reports").sync();
        assertThat(CatalogText.history(database)).hasSize(4);
    }

    @Test
    void statements_that_no_transaction_can_hold_are_compared_all_the_same() throws Exception {
        project.edit(
                "changelog/changes/20260209102000_add_messages_metadata.yaml",
                "    - tagDatabase:",
                """
                    - sql:
                        sql: create index concurrently ix_messages_role on messages (role)
                    - sql:
                        sql: update messages set metadata = '{}'
                    - sql:
                        splitStatements: false
                        sql: do $$ begin update messages set metadata = '{}'; commit; end $$
                """ + "    - tagDatabase:");
        hbm2ddl();
        assertThatThrownBy(changelog::sync).hasMessageContaining("To get there:\n  + index ix_messages_role\nExclude");
        database.execute("create index ix_messages_role on messages (role)");
        changelog.sync();
        assertThat(CatalogText.history(database)).hasSize(4);
    }

    private void hbm2ddl() throws Exception {
        var model = new ModelMetadata(
                        List.of(TestProject.PACKAGE),
                        TestProject.NAMING,
                        folder,
                        getClass().getClassLoader())
                .read();
        database.execute(String.join(";\n", ModelDdl.of(model).commands()));
    }
}
