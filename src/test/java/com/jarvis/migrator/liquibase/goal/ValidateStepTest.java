package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(TestSet.PROCESS)
class ValidateStepTest {

    @TempDir
    private Path folder;

    @Test
    void validate_passes_on_new_tables_fails_on_an_error_and_takes_the_word_of_who_knows_better() throws Exception {
        try (var database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);

            var fresh = project.mvn(database, "-q", "liquibase:validate");
            assertThat(fresh.output()).contains("""
                    20260209102000_add_messages_metadata
                      locks no existing table

                    Pending migrations traced: 3, errors: 0, warnings: 0. Also in target/lint.sarif.
                    """);
            assertThat(fresh.exitCode()).isZero();

            project.mvn(database, "-q", "liquibase:update");
            var nothing = project.mvn(database, "-q", "liquibase:validate");
            assertThat(nothing.output()).contains("The changelog is valid. No migration is pending.\n");
            assertThat(nothing.exitCode()).isZero();

            drop(project);
            var failing = project.mvn(database, "-q", "liquibase:validate");
            assertThat(failing.output()).contains("""
                            20260301000000_drop
                              chats: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                              messages: ACCESS EXCLUSIVE from statement 1, blocks reads and writes
                              ERROR ban-drop-table in statement 1: DROP TABLE public.messages
                            """, """
                            [ERROR] Pending migrations traced: 1, errors: 1, warnings: 1. Also in target/lint.sarif.
                            [ERROR] Change the migration as each finding says, or keep it and give the reason in its file:
                            [ERROR]   # lint:ignore <rule> <reason>
                            """).doesNotContain("\tat ");
            assertThat(failing.exitCode()).isEqualTo(1);
            assertThat(project.path("target/lint.sarif")).content().contains("\"ruleId\": \"ban-drop-table\"");

            var never = project.mvn(database, "-q", "liquibase:validate", "-Dlint.fail=never");
            assertThat(never.output()).contains("ERROR ban-drop-table in statement 1");
            assertThat(never.exitCode()).isZero();

            var unknown = project.mvn(database, "-q", "liquibase:validate", "-Dlint.fail=always");
            assertThat(unknown.output())
                    .contains("[ERROR] -Dlint.fail=always is not known. Choose one: -Dlint.fail=error,"
                            + " -Dlint.fail=warning, -Dlint.fail=never\n");
            assertThat(unknown.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void a_trusted_command_of_the_changelog_does_not_see_the_settings_of_the_connection() throws Exception {
        try (var database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);
            Path environment = project.path("target/environment");
            add(project, "20260301000000_env", """
                    - executeCommand:
                        executable: sh
                        args:
                        - arg:
                            value: -c
                        - arg:
                            value: env > '%s'
                    rollback: []
                """.formatted(environment));
            Map<String, String> settings = Map.of(
                    "DATABASE_URL", database.uri(),
                    "PGPASSWORD", database.password(),
                    "LIQUIBASE_COMMAND_PASSWORD", database.password(),
                    "GREETING", "hello");

            var untrusted = project.run(settings, "mvn", "-q", "liquibase:validate");
            assertThat(untrusted.output())
                    .contains("  not tried: statement 1 runs a program on this machine (-Dtrust=changelog runs it): "
                            + "executeCommand sh -c env > '");
            assertThat(environment).doesNotExist();

            var trusted = project.run(settings, "mvn", "-q", "liquibase:validate", "-Dtrust=changelog");
            assertThat(trusted.output()).doesNotContain("not tried");
            assertThat(trusted.exitCode()).isZero();
            assertThat(Files.readAllLines(environment))
                    .contains("GREETING=hello")
                    .noneMatch(line ->
                            line.matches("(PG|LIQUIBASE|DATABASE|JDBC).*") || line.contains(database.password()));

            var unknown = project.mvn(database, "-q", "liquibase:validate", "-Dtrust=everybody");
            assertThat(unknown.output())
                    .contains(
                            "[ERROR] -Dtrust=everybody is not known. The only value is -Dtrust=changelog: validate and diff"
                                    + " then run executeCommand and customChange of the changelog on this machine.\n");
            assertThat(unknown.exitCode()).isEqualTo(1);
        }
    }

    private static void drop(TestProject project) throws Exception {
        add(project, "20260301000000_drop", """
                    - dropTable:
                        tableName: messages
                """);
    }

    private static void add(TestProject project, String revision, String changes) throws Exception {
        project.add(
                revision,
                "databaseChangeLog:\n- changeSet:\n    id: %s\n    author: jarvis\n    changes:\n".formatted(revision)
                        + changes);
    }
}
