package com.jarvis.migrator.liquibase;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationChecksTest {

    private static final String MASTER = "changelog/db.changelog-master.yaml";
    private static final String THIRD = "changelog/changes/20260209102000_add_messages_metadata.yaml";

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void copy() {
        project = TestProject.copiedTo(folder);
    }

    @Test
    void this_project_passes_every_check() throws Exception {
        try (var database = TestDatabase.create();
                Connection connection = database.connect()) {
            MigrationChecks.of("com.jarvis.model").all(connection);
        }
    }

    @Test
    void a_stale_page_and_a_changelog_that_is_behind_the_model_fail() throws Exception {
        project.edit(THIRD, """
                    - addColumn:
                        tableName: messages
                        columns:
                        - column:
                            name: metadata
                            type: jsonb
                """, "");
        project.edit(THIRD, """
                    - dropColumn:
                        tableName: messages
                        columnName: metadata
                """, "");
        fails("""
                The migrations do not give what the entities say. To get there:
                  + column messages.metadata jsonb
                  mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                changelog/schema.md does not show what the changelog gives.
                  mvn compile liquibase:diff    brings it up to date""");
    }

    @Test
    void a_rollback_that_leaves_something_behind_fails() throws Exception {
        project.edit(THIRD, """
                    - dropColumn:
                        tableName: messages
                        columnName: metadata
                """, "");
        fails("The rollback of " + THIRD + " leaves another schema behind: column messages.metadata differ.");
    }

    @Test
    void a_migration_without_its_tag_and_one_that_is_not_included_fail() throws Exception {
        project.edit(THIRD, "    - tagDatabase:\n        tag: 20260209102000_add_messages_metadata\n", "");
        Files.copy(project.path(THIRD), project.path("changelog/changes/20260301000000_lost.yaml"));
        fails("""
                changelog/changes/20260301000000_lost.yaml is in no changelog, so it never runs. Add it to the end of changelog/db.changelog-master.yaml, or delete it:
                - include:
                    file: changes/20260301000000_lost.yaml
                    relativeToChangelogFile: true
                %s is no revision to go back to. Let its changes end with:
                    - tagDatabase:
                        tag: 20260209102000_add_messages_metadata""".formatted(THIRD));
    }

    @Test
    void two_branches_that_were_merged_in_the_wrong_order_are_told() throws Exception {
        git("init", "-q", "-b", "main");
        commit("base");
        branch("theirs", "20260301000000_add_theirs");
        branch("mine", "20260302000000_add_mine");
        git("checkout", "-q", "main");
        git("merge", "-q", "mine");
        // Both append to the list, so git asks a person, who keeps both entries in the order in which they stand.
        Files.writeString(project.path(".gitattributes"), MASTER + " merge=union\n");
        git("merge", "-q", "-m", "merge", "theirs");
        fails("""
                changelog/db.changelog-master.yaml lists 20260301000000_add_theirs behind 20260302000000_add_mine, which is newer.
                If no database has run 20260302000000_add_mine yet, move the include of 20260301000000_add_theirs above its own.
                Otherwise roll 20260301000000_add_theirs back where it has run, and make it the newest:
                  git mv changelog/changes/20260301000000_add_theirs.yaml changelog/changes/20260302000001_add_theirs.yaml
                  sed -i 's/20260301000000_add_theirs/20260302000001_add_theirs/' changelog/changes/20260302000001_add_theirs.yaml changelog/db.changelog-master.yaml""");

        git(
                "mv",
                "changelog/changes/20260301000000_add_theirs.yaml",
                "changelog/changes/20260302000001_add_theirs.yaml");
        project.edit(MASTER, "20260301000000_add_theirs", "20260302000001_add_theirs");
        String file = "changelog/changes/20260302000001_add_theirs.yaml";
        Files.writeString(
                project.path(file),
                Files.readString(project.path(file)).replace("20260301000000_add_theirs", "20260302000001_add_theirs"));
        fails(
                "changelog/schema.md does not show what the changelog gives.\n  mvn compile liquibase:diff    brings it up to date");
    }

    private void branch(String name, String revision) throws Exception {
        git("checkout", "-q", "-b", name, "main");
        Files.writeString(project.path("changelog/changes/" + revision + ".yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: jarvis
                    changes:
                    - sql:
                        sql: comment on table users is '%2$s'
                    - tagDatabase:
                        tag: %1$s
                    rollback:
                    - sql:
                        sql: comment on table users is null
                """.formatted(revision, name));
        Files.writeString(
                project.path(MASTER),
                "- include:\n    file: changes/" + revision + ".yaml\n    relativeToChangelogFile: true\n",
                StandardOpenOption.APPEND);
        commit(name);
    }

    private void commit(String message) throws Exception {
        git("add", "changelog");
        git("commit", "-q", "-m", message);
    }

    private void git(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(java.util.List.of(
                "git",
                "-c",
                "user.name=Jarvis",
                "-c",
                "user.email=jarvis@example.com",
                "-c",
                "core.hooksPath=/dev/null"));
        command.addAll(java.util.List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(output);
        }
    }

    private void fails(String message) throws Exception {
        try (var database = TestDatabase.create();
                Connection connection = database.connect()) {
            assertThatThrownBy(() -> new MigrationChecks(folder, MASTER, "com.jarvis.model").all(connection))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(message);
        }
    }
}
