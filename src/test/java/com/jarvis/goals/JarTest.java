package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestProject.Run;
import com.jarvis.testing.TestSet;
import com.jarvis.testing.ThinJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the runnable jar says in the words of its own command line. {@code mvn package} makes it after the tests, so one with
 * nothing but a manifest stands for it here; {@link DocumentsTest} and .ci/run try the real one.
 */
@Tag(TestSet.PROCESS)
class JarTest {

    private static final String THIRD = "20260209102000_add_messages_metadata";

    @TempDir
    private Path folder;

    private TestProject project;
    private TestDatabase database;

    @BeforeEach
    void make() throws Exception {
        project = TestProject.copiedTo(folder);
        database = TestDatabase.create();
        ThinJar.in(folder);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void hints_are_what_the_user_of_the_jar_types() throws Exception {
        Run status = java(named(), "-Dcheck", "status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.output())
                .contains("  java -jar jarvis-migrator.jar update    applies them\n")
                .endsWith("""
                This database is not at the head: 3 migrations are pending. Apply them:
                  java -jar jarvis-migrator.jar update
                """);

        assertThat(java(named(), "update").output()).contains("Applied " + THIRD);
        database.execute(
                "insert into users (id, email, display_name) values (gen_random_uuid(), 'a@example.com', 'A')");
        List<String> before = CatalogText.of(database);
        Run rollback = java(named(), "rollback-count", "3");
        assertThat(rollback.exitCode()).isEqualTo(1);
        assertThat(rollback.output()).doesNotContain("Exception").endsWith("""
                This rollback would destroy data of %s, so nothing was done:
                  table users: 1 row
                Save what you need. To destroy the rest:
                  java -Dallow=drop -jar jarvis-migrator.jar rollback-count 3
                """.formatted(database.name()));
        assertThat(CatalogText.of(database)).isEqualTo(before);
    }

    @Test
    void what_is_wrong_is_told_once_and_before_anything_runs() throws Exception {
        assertThat(java(Map.of(), "update")).isEqualTo(new Run(1, """
                                No database is named, so nothing was run. Name one in the environment, for instance
                                  DATABASE_URL=postgresql://jarvis:password@localhost:5432/jarvis
                                or in liquibase.properties in the working directory, or with --url, --username and --password.
                                """));
        assertThat(java(Map.of(), "update", "--url=jdbc:mysql://localhost/jarvis"))
                .isEqualTo(new Run(1, """
                                The database URL from --url (jdbc:mysql:…) is not a PostgreSQL URL, and this migrator supports only PostgreSQL.
                                Write it as jdbc:postgresql://localhost:5432/jarvis or postgresql://user:password@localhost:5432/jarvis \
                                (percent-encode @, :, / and ? in the password).
                                """));
        assertThat(java(named(), "diff")).isEqualTo(new Run(1, """
                        The jar applies migrations but does not write them. That takes the project with its sources:
                          mvn compile liquibase:diff -Dmessage="what changes"
                        Without Maven, name the class path of the application's classes with --model-class-path (docs/gradle.md).
                        """));
        assertThat(CatalogText.of(database)).containsExactly("schema public");
    }

    @Test
    void an_argument_that_is_missing_or_no_number_is_named() throws Exception {
        assertThat(java(named(), "rollback-count", "abc").output()).matches("""
                abc is not a number, so nothing was done\\. This lists the commands and their arguments:
                  java -jar \\S+\\.jar --help
                """);
        assertThat(java(named(), "rollback").output()).matches("""
                --tag is missing, so nothing was done\\. This lists the commands and their arguments:
                  java -jar \\S+\\.jar --help
                """);
    }

    @Test
    void the_connection_may_be_given_in_options() throws Exception {
        new TestChangelog(folder, database).update();
        Run history = java(
                Map.of(),
                "history",
                "--url",
                database.url(),
                "--username=" + database.username(),
                "--password",
                database.password());
        assertThat(history.exitCode()).as(history.output()).isZero();
        assertThat(history.output()).contains(THIRD, "(current)");

        Run wrong = java(
                Map.of(),
                "history",
                "--url=" + database.url() + "_not",
                "--username=" + database.username(),
                "--password=" + database.password());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.output())
                .contains(
                        "Cannot connect to the database %s_not at ".formatted(database.name()),
                        "(the URL is from --url)")
                .doesNotContain("Exception", "-Dliquibase");
    }

    @Test
    void liquibase_is_not_loaded_where_nothing_is_pending_nor_for_the_history() throws Exception {
        ThinJar.withChangelog(folder);
        new TestChangelog(folder, database).update();
        assertThat(loading("update")).isEqualTo("Nothing to apply.\n");
        assertThat(folder.resolve("loaded.txt")).content().doesNotContain("liquibase.Scope ");
        assertThat(loading("history")).contains(THIRD, "(current)");
        assertThat(folder.resolve("loaded.txt")).content().doesNotContain("liquibase.Scope ");

        new TestChangelog(folder, database).rollback(1);
        loading("update");
        assertThat(folder.resolve("loaded.txt")).content().contains("liquibase.Scope ");
    }

    private String loading(String command) throws Exception {
        return project.run(named(), "java", "-Xlog:class+load:file=loaded.txt", "-jar", ThinJar.NAME, command)
                .output();
    }

    private Map<String, String> named() {
        return Map.of("DATABASE_URL", database.uri());
    }

    /** @param arguments those that begin with -D stand before -jar */
    private Run java(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("java", "-XX:TieredStopAtLevel=1", "-Dliquibase.searchPath=."));
        Stream.of(arguments).filter(one -> one.startsWith("-D")).forEach(command::add);
        command.addAll(List.of("-jar", ThinJar.NAME));
        Stream.of(arguments).filter(one -> !one.startsWith("-D")).forEach(command::add);
        return project.run(environment, command.toArray(String[]::new));
    }
}
