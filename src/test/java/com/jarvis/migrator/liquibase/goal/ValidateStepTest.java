package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private static void drop(TestProject project) throws Exception {
        Files.writeString(project.path("changelog/changes/20260301000000_drop.yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: 20260301000000_drop
                    author: jarvis
                    changes:
                    - dropTable:
                        tableName: messages
                """);
        Files.writeString(
                project.path("changelog/db.changelog-master.yaml"),
                "- include:\n    file: changes/20260301000000_drop.yaml\n    relativeToChangelogFile: true\n",
                StandardOpenOption.APPEND);
    }
}
