package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status} and {@code changelogSync} compare the schema that the changelog creates without running it on the live server. */
@Tag(TestSet.SLOW)
class CommandsThatReadTest {

    private static final String MASTER = "changelog/db.changelog-master.yaml";

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
    void a_sequence_that_a_migration_has_set_keeps_its_live_value() throws Exception {
        database.execute("create schema billing; create sequence billing.ticket_seq");
        migration("20260301000000_start_tickets", "- sql: {sql: \"select setval('billing.ticket_seq', 1000)\"}");
        changelog.update();
        database.execute("select setval('billing.ticket_seq', 5000); alter table notes add byhand text");

        assertThat(changelog.status())
                .contains("which has more than entities and migrations:\n  column (1): notes.byhand\n");

        assertThat(database.strings("select last_value from billing.ticket_seq"))
                .containsExactly("5000");
    }

    @Test
    void a_commit_in_a_migration_commits_nothing() throws Exception {
        migration("20260301000000_legacy", """
                - sql:
                        sql: create table legacy (id bigint primary key); commit; drop table legacy; commit
                """.strip());
        changelog.update();
        database.execute("create table legacy (id bigint primary key); insert into legacy values (1)");

        assertThat(changelog.status()).contains("which has more than entities and migrations:\n  table (1): legacy\n");

        assertThat(database.strings("select count(*) from legacy")).containsExactly("1");
        assertThat(database.strings("select count(*) from pg_namespace where nspname like 'jarvis%'"))
                .containsExactly("0");
    }

    @Test
    void a_program_of_a_migration_runs_once_in_update_and_never_again() throws Exception {
        Path runs = folder.resolve("runs");
        migration("20260301000000_notify", """
                - executeCommand:
                        executable: sh
                        args:
                        - arg: {value: -c}
                        - arg: {value: "echo told >> %s"}
                """.formatted(runs).strip());
        changelog.update();
        assertThat(Files.readAllLines(runs)).containsExactly("told");
        database.execute("alter table notes add byhand text");

        assertThat(changelog.status())
                .contains("which has more than entities and migrations:\n  column (1): notes.byhand\n");

        assertThat(Files.readAllLines(runs)).containsExactly("told");
    }

    @Test
    void what_a_branch_writes_into_an_applied_migration_runs_nowhere_with_rights() throws Exception {
        changelog.update();
        database.execute("alter table notes add byhand text");
        Path ran = folder.resolve("ran");
        project.edit(
                "changelog/changes/20260112091500_create_users_and_notes.yaml", "    changes:\n", """
                    validCheckSum: ANY
                    changes:
                    - sql:
                        splitStatements: false
                        sql: /* */ copy (select 1) to program 'touch %s'
                """.formatted(ran));

        assertThat(changelog.status())
                .contains("which has more than entities and migrations:\n  column (1): notes.byhand\n");

        assertThat(ran).doesNotExist();
    }

    @Test
    void what_was_marked_as_run_is_not_part_of_the_schema_and_what_another_context_ran_is() throws Exception {
        database.execute("create table depot (id bigint primary key)");
        migration("20260301000000_depot", "- sql: {sql: \"create table depot (id bigint, name text)\"}");
        project.edit("changelog/changes/20260301000000_depot.yaml", "    author: t\n", """
                    author: t
                    preConditions:
                    - onFail: MARK_RAN
                    - not:
                      - tableExists: {tableName: depot}
                """);
        migration("20260302000000_dev", "- sql: {sql: create table dev_only (id bigint primary key)}");
        project.edit(
                "changelog/changes/20260302000000_dev.yaml", "    author: t\n", "    author: t\n    context: dev\n");
        changelog.update();

        assertThat(changelog.with("exclude", "depot").status()).contains("""
                Model     is ahead of the live schema:
                  - table dev_only
                """);
    }

    @Test
    void a_schema_that_was_created_by_hand_does_not_end_the_comparison() throws Exception {
        database.execute("create schema billing");
        migration("20260301000000_tram", "- sql: {sql: create table billing.tram (id bigint primary key)}");
        changelog.update();
        assertThat(changelog.status()).contains("Model     matches the live schema");
        database.execute("alter table notes add byhand text");

        assertThat(changelog.status())
                .contains("which has more than entities and migrations:\n  column (1): notes.byhand\n");
    }

    private void migration(String revision, String changes) throws Exception {
        Files.writeString(project.path("changelog/changes/" + revision + ".yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: t
                    changes:
                    %2$s
                    - tagDatabase: {tag: %1$s}
                    rollback: []
                """.formatted(revision, changes));
        Files.writeString(project.path(MASTER), Files.readString(project.path(MASTER)) + """
                        - include:
                            file: changes/%s.yaml
                            relativeToChangelogFile: true
                        """.formatted(revision));
    }
}
