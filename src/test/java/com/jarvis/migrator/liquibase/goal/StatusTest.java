package com.jarvis.migrator.liquibase.goal;

import static com.jarvis.testing.TestProject.MASTER;
import static com.jarvis.testing.TestProject.include;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(TestSet.SLOW)
class StatusTest {

    private static final String FIRST = "20260112091500_create_users_and_notes";
    private static final String SECOND = "20260126143000_create_chats_and_messages";
    private static final String THIRD = "20260209102000_add_messages_metadata";

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
    void a_schema_whose_name_needs_quotes_has_a_status_before_the_first_migration() throws Exception {
        database.execute("create schema \"My Schema\"; alter database %s set search_path = \"My Schema\""
                .formatted(database.name()));

        assertThat(status()).contains("Pending   3 migrations");
    }

    @Test
    void a_new_database_has_all_migrations_pending() throws Exception {
        assertThat(status()).isEqualTo("""
                Revision  none; nothing is applied yet
                Pending   3 migrations:
                  20260112091500_create_users_and_notes
                    create users and notes, 2026-01-12 09:15 UTC
                  20260126143000_create_chats_and_messages
                    create chats and messages, 2026-01-26 14:30 UTC
                  20260209102000_add_messages_metadata
                    add messages metadata, 2026-02-09 10:20 UTC
                  mvn liquibase:update    applies them
                Model     will be compared once they are applied
                """);
    }

    @Test
    void tables_that_no_migration_created_are_no_changes_by_hand() throws Exception {
        database.execute("create table users (id bigint primary key)");
        assertThat(status()).contains("""
                  mvn liquibase:update    applies them
                  This schema has tables, but no migration has run here, so update may fail on them.
                  If they are what the migrations create, mark the migrations as run (docs/existing-database.md):
                    mvn liquibase:changelogSync
                Model     will be compared""");
        Files.writeString(project.path(MASTER), "databaseChangeLog:\n");
        assertThat(status()).contains("""
                        Model     differs from the live schema, and no migration has run here. To get from the schema to the model:
                        """).endsWith("""
                          mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                        If other means created this schema and it is in use, take it over: docs/existing-database.md.
                        The first diff writes what is there as a baseline, and the changes as a second migration.
                        Entities  in com.jarvis.testing.model; hibernate.physical_naming_strategy from -D or pom.xml
                        """);
    }

    @Test
    void the_head_is_compared_with_the_model_and_its_check_passes() throws Exception {
        changelog.update();
        changelog = changelog.with("check", "true");
        assertThat(status()).isEqualTo("""
                Revision  20260209102000_add_messages_metadata (head)
                            add messages metadata, 2026-02-09 10:20 UTC
                Pending   none
                Model     matches the live schema
                Entities  in com.jarvis.testing.model; hibernate.physical_naming_strategy from -D or pom.xml
                """);
    }

    @Test
    void the_check_fails_before_the_head() throws Exception {
        changelog.updateTo(SECOND);
        assertThatThrownBy(changelog.with("check", "true")::status).hasMessage("""
                This database is not at the head: 1 migration is pending. Apply it:
                  mvn liquibase:update""");
    }

    @Test
    void what_was_added_by_hand_is_told_and_can_be_accepted() throws Exception {
        changelog.update();
        database.execute("alter table users add nickname varchar(50); alter table chats alter title set not null");
        String status = """
                Revision  20260209102000_add_messages_metadata (head)
                            add messages metadata, 2026-02-09 10:20 UTC
                Pending   none
                Model     matches the live schema, which has more than entities and migrations:
                  column (1): users.nickname
                  not null of column (1): chats.title
                  mvn compile liquibase:diff    accepts this in changelog/accepted.txt
                  mvn compile liquibase:diff -Dallow=drop -Ddrop=<name>,<name>    writes a migration that drops these
                Entities  in com.jarvis.testing.model; hibernate.physical_naming_strategy from -D or pom.xml
                """;
        assertThat(status()).isEqualTo(status);
        assertThatThrownBy(changelog.with("check", "")::status).hasMessage("""
                The live schema has more than entities and migrations (see above). Accept it in changelog/accepted.txt, or drop it.""");
        changelog.command("diffChangelog", Map.of());
        assertThat(changelog.with("check", "").status())
                .contains("""
                Model     matches the live schema
                """, "Accepted  2 differences: changelog/accepted.txt");
    }

    @Test
    void what_was_changed_by_hand_goes_where_the_user_says_so() throws Exception {
        changelog.update();
        database.execute("alter table users add nickname varchar(50); alter table chats alter title set not null");
        assertThat(changelog.with("drop", "users.*").command("diffChangelog", Map.of()))
                .startsWith("""
                        Left alone, as diff did not create it:
                          not null of column (1): chats.title
                            in an entity: @Column(nullable = false)
                        It is now in changelog/accepted.txt, with the annotations that would say it. Review the file and commit it.
                        """)
                .contains("- column users.nickname\n");
    }

    @Test
    void what_differs_by_hand_is_told_in_the_words_of_diff() throws Exception {
        changelog.update();
        database.execute("alter table users alter email drop not null");
        assertThat(status()).contains("""
                Model     differs from the live schema, which was changed by hand, without a migration. To undo that:
                  ~ column users.email null → not null
                  mvn compile liquibase:diff -Dmessage="what changes"    writes this as a migration
                """);
        assertThatThrownBy(changelog.with("check", "")::status).hasMessage("""
                The live schema differs from the model (see above). Write the migration between them:
                  mvn compile liquibase:diff -Dmessage="what changes\"""");
    }

    @Test
    void a_model_that_has_moved_on_is_told_apart_from_changes_by_hand() throws Exception {
        project.edit("changelog/changes/" + THIRD + ".yaml", """
                    - addColumn:
                        tableName: messages
                        columns:
                        - column:
                            name: metadata
                            type: jsonb
                """, "");
        changelog.update();
        assertThat(status()).endsWith("""
                Model     is ahead of the live schema:
                  + column messages.metadata jsonb
                  mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                Entities  in com.jarvis.testing.model; hibernate.physical_naming_strategy from -D or pom.xml
                """);
        database.execute("drop table notes");
        assertThat(status()).endsWith("""
                Model     differs from the live schema, which was also changed by hand. To get back to what the migrations create:
                  + table notes
                  + index ix_notes_user_id_created_at
                  + foreign key notes.fk_notes_user_id
                To get to the model:
                  + table notes
                  + column messages.metadata jsonb
                  + index ix_notes_user_id_created_at
                  + foreign key notes.fk_notes_user_id
                  mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                Entities  in com.jarvis.testing.model; hibernate.physical_naming_strategy from -D or pom.xml
                """);
    }

    @Test
    void what_a_merge_left_is_told_with_the_edit_that_fixes_it() throws Exception {
        changelog.update();
        String mine = "20260201000000_add_mine";
        Files.writeString(project.path("changelog/changes/" + mine + ".yaml"), migration(mine));
        assertThat(status()).contains("""
                Changelog changelog/changes/20260201000000_add_mine.yaml is not listed in any changelog, so it never runs. Add it to changelog/db.changelog-master.yaml, above the include of 20260209102000_add_messages_metadata, or delete it:
                - include:
                    file: changes/20260201000000_add_mine.yaml
                    relativeToChangelogFile: true
                """);
        project.list(mine);
        assertThat(status()).contains("""
                Changelog changelog/db.changelog-master.yaml lists 20260201000000_add_mine after 20260209102000_add_messages_metadata, which is newer.
                Move the include of 20260201000000_add_mine above that one. If it does not work in this order, or not after 20260209102000_add_messages_metadata in a database that has run that,
                roll back 20260201000000_add_mine on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                  git mv changelog/changes/20260201000000_add_mine.yaml changelog/changes/20260209102001_add_mine.yaml
                  sed -i 's/20260201000000_add_mine/20260209102001_add_mine/' changelog/changes/20260209102001_add_mine.yaml changelog/db.changelog-master.yaml
                """);
        project.edit(MASTER, include(mine), "");
        project.edit(MASTER, include(THIRD), include(mine) + include(THIRD));
        assertThat(status()).contains("""
                Changelog 20260201000000_add_mine is pending, but this database has run 20260209102000_add_messages_metadata, which changelog/db.changelog-master.yaml lists after it.
                A new database would run them in the opposite order. If the order does not matter, run update now.
                If it matters, roll this database back to before that, and run update:
                  mvn liquibase:rollback -Dliquibase.rollbackCount=1
                If this database cannot be rolled back, roll back 20260201000000_add_mine on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                  git mv changelog/changes/20260201000000_add_mine.yaml changelog/changes/20260209102001_add_mine.yaml
                  sed -i 's/20260201000000_add_mine/20260209102001_add_mine/' changelog/changes/20260209102001_add_mine.yaml changelog/db.changelog-master.yaml
                """);
    }

    @Test
    void a_migration_that_the_changelog_does_not_list_is_told() throws Exception {
        changelog.update();
        project.edit(MASTER, include(THIRD), "");
        assertThat(status()).contains("""
                Unknown   run by this database, but not listed in changelog/db.changelog-master.yaml:
                  20260209102000_add_messages_metadata
                """, """
                Model     was not compared: the unknown migrations have changed the live schema
                """);
    }

    private static String migration(String revision) {
        return """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: jarvis
                    changes:
                    - sql:
                        sql: create view mine as select 1 as one
                    - tagDatabase:
                        tag: %1$s
                    rollback:
                    - dropView:
                        viewName: mine
                """.formatted(revision);
    }

    /** All but the first line, which names the database. */
    private String status() throws Exception {
        String text = changelog.status();
        String first = text.lines().findFirst().orElseThrow();
        assertThat(first)
                .matches("Database  %s as %s, PostgreSQL \\d+\\.\\d+.*"
                        .formatted(database.url().replaceFirst("\\?.*", ".*"), database.username()));
        return text.substring(first.length() + 1);
    }
}
