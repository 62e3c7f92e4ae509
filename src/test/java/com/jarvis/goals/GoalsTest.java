package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, typed into real Maven processes that work on a real PostgreSQL. */
class GoalsTest {

    private static final String FIRST = "20260112091500_create_users_and_notes";
    private static final String SECOND = "20260126143000_create_chats_and_messages";
    private static final String THIRD = "20260209102000_add_messages_metadata";

    @TempDir
    private Path folder;

    @Test
    void goals_bring_a_database_up_to_date_and_back() throws Exception {
        try (var database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);

            assertThat(succeeds(project.mvn(database, "-q", "liquibase:update", "-Dliquibase.toTag=" + SECOND)))
                    .contains("Applied " + FIRST, "Applied " + SECOND)
                    .doesNotContain("Applied " + THIRD);
            List<String> atSecond = CatalogText.of(database);

            assertThat(succeeds(project.mvn(database, "liquibase:status")))
                    .contains("Revision  " + SECOND, "Pending   1 migration:\n  " + THIRD);

            succeeds(project.mvn(database, "-q", "liquibase:updateSQL"));
            assertThat(project.path("target/liquibase/migrate.sql"))
                    .content()
                    .contains("ALTER TABLE messages ADD metadata JSONB;", "-- Changeset changelog/changes/" + THIRD)
                    .doesNotContain(FIRST);
            assertThat(CatalogText.of(database)).isEqualTo(atSecond);

            assertThat(succeeds(project.mvn(database, "liquibase:update")))
                    .contains("Applied " + THIRD, "Run:                          1", "Previously run:               2");
            List<String> atThird = CatalogText.of(database);

            assertThat(succeeds(project.mvn(database, "-q", "liquibase:history")))
                    .containsSubsequence(FIRST, SECOND, THIRD);

            assertThat(succeeds(project.mvn(database, "liquibase:rollback", "-Dliquibase.rollbackCount=1")))
                    .contains("Rolled back " + THIRD)
                    .doesNotContain("Rolled back " + SECOND);
            assertThat(CatalogText.of(database)).isEqualTo(atSecond);

            assertThat(succeeds(project.mvn(database, "liquibase:rollback", "-Dliquibase.rollbackTag=" + FIRST)))
                    .contains("Rolled back " + SECOND);
            assertThat(CatalogText.history(database))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains(FIRST);

            assertThat(succeeds(project.mvn(database, "-q", "liquibase:dropAll", "liquibase:update")))
                    .contains("Applied " + FIRST, "Applied " + SECOND, "Applied " + THIRD);
            assertThat(CatalogText.of(database)).isEqualTo(atThird);
        }
    }

    @Test
    void changelogSync_notes_migrations_as_run_where_the_schema_is_there_already() throws Exception {
        try (var database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);
            new TestChangelog(folder, database).update();
            List<String> catalog = CatalogText.of(database);
            List<String> history = CatalogText.history(database);
            database.execute("drop table databasechangelog");

            succeeds(project.mvn(database, "-q", "liquibase:changelogSync"));
            assertThat(CatalogText.of(database)).isEqualTo(catalog);
            assertThat(CatalogText.history(database)).isEqualTo(history);
            assertThat(succeeds(project.mvn(database, "liquibase:status")))
                    .contains("Revision  " + THIRD, "Pending   none");
        }
    }

    @Test
    void a_mistake_ends_a_goal_with_its_message_and_without_a_stack_trace() throws Exception {
        try (var database = TestDatabase.create()) {
            TestProject project = TestProject.copiedTo(folder);
            Files.delete(project.path("changelog/changes/" + THIRD + ".yaml"));
            Run run = project.mvn(database, "liquibase:update");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output())
                    .contains("""
                            [ERROR] changelog/changes/%1$s.yaml is listed in changelog/db.changelog-master.yaml, line 10, but there is no such file.
                            [ERROR] Nothing was run. Bring the file back, or delete its include entry if the migration never ran anywhere:
                            [ERROR]   git checkout -- changelog/changes/%1$s.yaml
                            """.formatted(THIRD))
                    .doesNotContain("Exception: ", "\tat ", database.password().isEmpty() ? "\0" : database.password());
            assertThat(CatalogText.of(database)).containsExactly("schema public");
            assertThat(CatalogText.history(database)).isEmpty();
        }
    }

    private static String succeeds(Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
