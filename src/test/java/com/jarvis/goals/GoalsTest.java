package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.Page;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that the README sets beside those of Alembic, typed into real Maven processes that work on a real PostgreSQL. */
@Tag(TestSet.PROCESS)
class GoalsTest {

    private static final String FIRST = "20260112091500_create_users_and_notes";
    private static final String SECOND = "20260126143000_create_chats_and_messages";
    private static final String THIRD = "20260209102000_add_messages_metadata";

    @TempDir
    private Path folder;

    static Stream<Arguments> rows() {
        return Page.of("README.md").rows("Alembic").stream().flatMap(row -> Page.code(row.get(1)).stream()
                .filter(command -> command.startsWith("mvn ") && !command.equals("mvn verify"))
                .map(command -> Arguments.of(row.get(0), command)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rows")
    void each_row_of_the_readmes_table_does_what_alembic_did(String alembic, String command) throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        try (var database = TestDatabase.create()) {
            row(alembic, command, project, database);
        }
    }

    private void row(String alembic, String command, TestProject project, TestDatabase database) throws Exception {
        TestChangelog changelog = new TestChangelog(folder, database);
        changelog.updateTo(SECOND);
        List<String> atSecond = CatalogText.of(database);
        switch (alembic) {
            case "`alembic upgrade head`" ->
                assertThat(succeeds(project, database, command)).contains("Applied " + THIRD, "1 migration applied.");
            case "`alembic upgrade <revision>`" -> {
                changelog.rollback(2);
                assertThat(succeeds(project, database, command.replace("<revision>", "20260126")))
                        .contains("Applied " + FIRST, "Applied " + SECOND)
                        .doesNotContain("Applied " + THIRD);
                assertThat(CatalogText.of(database)).isEqualTo(atSecond);
            }
            case "`alembic downgrade -1`" -> {
                changelog.update();
                assertThat(succeeds(project, database, command))
                        .contains("Rolled back " + THIRD)
                        .doesNotContain("Rolled back " + SECOND);
                assertThat(CatalogText.of(database)).isEqualTo(atSecond);
            }
            case "`alembic downgrade <revision>`" -> {
                changelog.update();
                assertThat(succeeds(project, database, command.replace("<revision>", "20260112")))
                        .contains("Rolled back " + THIRD, "Rolled back " + SECOND);
                assertThat(CatalogText.history(database))
                        .hasSize(2)
                        .last()
                        .asString()
                        .contains(FIRST);
            }
            case "`alembic current`" ->
                assertThat(succeeds(project, database, command))
                        .contains("Revision  " + SECOND, "Pending   1 migration:\n  " + THIRD);
            case "`alembic history`" ->
                assertThat(succeeds(project, database, command))
                        .containsSubsequence(FIRST, SECOND, "(current)")
                        .doesNotContain("createTable");
            case "`alembic history --verbose`" ->
                assertThat(succeeds(project, database, command))
                        .containsSubsequence(
                                FIRST, "createTable tableName=users", SECOND, "createTable tableName=chats");
            case "`alembic revision --autogenerate -m \"msg\"`" -> {
                changelog.update();
                assertThat(succeeds(project, database, command)).contains("The database matches the model");
            }
            case "`alembic revision -m \"msg\"`" ->
                assertThat(succeeds(project, database, command)).contains("Wrote changelog/changes/", "_msg.yaml");
            case "`alembic upgrade head --sql`" -> {
                assertThat(succeeds(project, database, command)).contains("Wrote target/liquibase/migrate.sql");
                assertThat(project.path("target/liquibase/migrate.sql"))
                        .content()
                        .contains("ALTER TABLE messages ADD metadata JSONB;", "-- Changeset changelog/changes/" + THIRD)
                        .doesNotContain(FIRST);
                assertThat(CatalogText.of(database)).isEqualTo(atSecond);
            }
            case "`alembic check`" -> {
                Run run = project.run(Map.of("DATABASE_URL", database.uri()), "bash", "-c", command);
                assertThat(run.exitCode()).isEqualTo(1);
                assertThat(run.output()).contains("This database is not at the head: 1 migration is pending.");
            }
            case "`alembic stamp head`" -> {
                changelog.update();
                List<String> catalog = CatalogText.of(database);
                List<String> history = CatalogText.history(database);
                database.execute("drop table databasechangelog");
                assertThat(succeeds(project, database, command)).contains("Marked as run: " + THIRD);
                assertThat(CatalogText.of(database)).isEqualTo(catalog);
                assertThat(CatalogText.history(database)).isEqualTo(history);
            }
            default -> fail("No test for the row " + alembic);
        }
    }

    @Test
    void a_goal_before_the_first_compile_says_what_is_missing() throws Exception {
        TestProject project = TestProject.copiedTo(folder);
        project.run(Map.of(), "rm", "-r", "target");
        Run run = project.mvn("liquibase:status");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("""
                [ERROR] The project is not compiled, and without its classes no goal can connect. Put compile before the goal:
                [ERROR]   mvn compile liquibase:update
                """).doesNotContain("\tat ");
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
                            [ERROR] changelog/changes/%1$s.yaml is listed in changelog/db.changelog-master.yaml, line 10, but the file does not exist.
                            [ERROR] Nothing was run. Restore the file, or delete its include entry if the migration never ran anywhere:
                            [ERROR]   git checkout -- changelog/changes/%1$s.yaml
                            """.formatted(THIRD))
                    .doesNotContain("Exception: ", "\tat ", database.password().isEmpty() ? "\0" : database.password());
            assertThat(CatalogText.of(database)).containsExactly("schema public");
            assertThat(CatalogText.history(database)).isEmpty();
        }
    }

    private static String succeeds(TestProject project, TestDatabase database, String command) throws Exception {
        Run run = project.run(Map.of("DATABASE_URL", database.uri()), "bash", "-c", command);
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }
}
