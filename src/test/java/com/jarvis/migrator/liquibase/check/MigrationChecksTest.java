package com.jarvis.migrator.liquibase.check;

import static com.jarvis.testing.TestProject.MASTER;
import static com.jarvis.testing.TestProject.include;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(TestSet.SLOW)
class MigrationChecksTest {

    private static final String THEIRS = "20260301000000_add_theirs";
    private static final String MINE = "20260302000000_add_mine";
    private static final String THIRD = "changelog/changes/20260209102000_add_messages_metadata.yaml";

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void copy() {
        project = TestProject.changelogIn(folder);
        System.getProperties().putAll(TestProject.NAMING);
    }

    @AfterEach
    void forget() {
        TestProject.NAMING.keySet().forEach(System::clearProperty);
    }

    @Test
    void a_sound_project_passes_every_check() throws Exception {
        try (var database = TestDatabase.create();
                Connection connection = database.connect()) {
            new MigrationChecks(folder, MASTER, TestProject.PACKAGE).all(connection);
        }
    }

    @Test
    void changesets_that_are_older_than_the_first_one_to_check_only_have_to_run_in_an_empty_database()
            throws Exception {
        Files.writeString(folder.resolve("changelog/old.sql"), """
                --liquibase formatted sql
                --changeset a:1
                create table old_times (id bigint);
                --changeset a:2 runAlways:true
                drop table if exists old_times;
                """);
        project.edit(MASTER, "databaseChangeLog:\n", """
                databaseChangeLog:
                - include:
                    file: old.sql
                    relativeToChangelogFile: true
                """);
        MigrationChecks checks = new MigrationChecks(folder, MASTER, TestProject.PACKAGE);
        for (String first : List.of("20260112091500_create", "20260101000000")) {
            try (var database = TestDatabase.create();
                    Connection connection = database.connect()) {
                checks.since(first).all(connection);
            }
        }
        try (var database = TestDatabase.create();
                Connection connection = database.connect()) {
            assertThatThrownBy(() -> checks.all(connection))
                    .hasMessage(
                            "changelog/old.sql has a changeset with the id 1; change the id to old.\n"
                                    + "changelog/old.sql has more than one changeset, so rollbackCount=1 would undo only a part of it.");
            assertThatThrownBy(() -> checks.since("changelog/old.sql::3").all(connection))
                    .hasMessage("""
                    There is no changeset changelog/old.sql::3 in changelog/db.changelog-master.yaml, from which on to check. Name one as liquibase:history does,
                    or give a time, such as since("20260301000000").""");
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
                The migrations do not create what the entities describe. To get there:
                  + column messages.metadata jsonb
                  mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                changelog/schema.md does not show what the changelog creates.
                  mvn compile liquibase:diff    updates it""");
    }

    @Test
    void a_rollback_that_leaves_something_behind_fails() throws Exception {
        project.edit(THIRD, """
                    - dropColumn:
                        tableName: messages
                        columnName: metadata
                """, "");
        fails("The rollback of " + THIRD + " does not restore the schema: column messages.metadata differ.");
    }

    @Test
    void a_migration_without_its_tag_and_one_that_is_not_included_fail() throws Exception {
        project.edit(THIRD, "    - tagDatabase:\n        tag: 20260209102000_add_messages_metadata\n", "");
        Files.copy(project.path(THIRD), project.path("changelog/changes/20260301000000_lost.yaml"));
        fails("""
                changelog/changes/20260301000000_lost.yaml is not listed in any changelog, so it never runs. Add it to the end of changelog/db.changelog-master.yaml, or delete it:
                - include:
                    file: changes/20260301000000_lost.yaml
                    relativeToChangelogFile: true
                %s has no tag to roll back to. End its changes with:
                    - tagDatabase:
                        tag: 20260209102000_add_messages_metadata""".formatted(THIRD));
    }

    @Test
    void two_branches_that_both_add_a_migration_conflict_and_what_goes_wrong_in_the_merge_is_told() throws Exception {
        git("init", "-q", "-b", "main");
        commit("base");
        branch("theirs", THEIRS, "users");
        branch("mine", MINE, "notes");
        String conflict = git("merge", "-q", "theirs");
        assertThat(conflict).contains("CONFLICT (content): Merge conflict in " + MASTER);

        // Both lines of the conflict kept: an include with two files, of which YAML takes the last.
        String both = Files.readString(project.path(MASTER)).replaceAll("(?m)^(<<<<|====|>>>>).*\\R", "");
        Files.writeString(project.path(MASTER), both);
        fails("""
                changelog/changes/20260302000000_add_mine.yaml is not listed in any changelog, so it never runs. Add it to the end of changelog/db.changelog-master.yaml, or delete it:
                - include:
                    file: changes/20260302000000_add_mine.yaml
                    relativeToChangelogFile: true""");

        Files.writeString(project.path(MASTER), git("show", "main:" + MASTER) + include(MINE) + include(THEIRS));
        fails("""
                changelog/db.changelog-master.yaml lists 20260301000000_add_theirs after 20260302000000_add_mine, which is newer.
                Move the include of 20260301000000_add_theirs above that one. If it does not work in this order, or not after 20260302000000_add_mine in a database that has run that,
                roll back 20260301000000_add_theirs on each database that has run it, give it the newest timestamp, and move its include to the end of the list:
                  git mv changelog/changes/20260301000000_add_theirs.yaml changelog/changes/20260302000001_add_theirs.yaml
                  sed -i 's/20260301000000_add_theirs/20260302000001_add_theirs/' changelog/changes/20260302000001_add_theirs.yaml changelog/db.changelog-master.yaml""");

        String renamed = "changelog/changes/20260302000001_add_theirs.yaml";
        Files.move(project.path("changelog/changes/" + THEIRS + ".yaml"), project.path(renamed));
        for (String file : List.of(renamed, MASTER)) {
            String text = Files.readString(project.path(file));
            Files.writeString(project.path(file), text.replace(THEIRS, "20260302000001_add_theirs"));
        }
        fails("""
                The migrations do not create what the entities describe. To get there:
                  ~ table notes comment "Added" → none
                  ~ table users comment "Added" → none
                  mvn compile liquibase:diff -Dmessage="what changes"    writes the migration
                changelog/schema.md does not show what the changelog creates.
                  mvn compile liquibase:diff    updates it""");
    }

    private void branch(String name, String revision, String table) throws Exception {
        git("checkout", "-q", "-b", name, "main");
        project.add(revision, """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: jarvis
                    changes:
                    - sql:
                        sql: comment on table %2$s is 'Added'
                    - tagDatabase:
                        tag: %1$s
                    rollback:
                    - sql:
                        sql: comment on table %2$s is null
                """.formatted(revision, table));
        commit(name);
    }

    private void commit(String message) throws Exception {
        git("add", "changelog");
        git("commit", "-q", "-m", message);
    }

    private String git(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Jarvis", "-c", "user.email=j@example.com"));
        command.addAll(List.of("-c", "core.hooksPath=/dev/null"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private void fails(String message) throws Exception {
        try (var database = TestDatabase.create();
                Connection connection = database.connect()) {
            assertThatThrownBy(() -> new MigrationChecks(folder, MASTER, TestProject.PACKAGE).all(connection))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(message);
        }
    }
}
