package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be squashed: the message says why and what to do, and no file changes. */
@Tag(TestSet.SLOW)
class SquashRefusalsTest {

    private static final String TABLE = """
                changes:
                - createTable: {tableName: %s, columns: [{column: {name: id, type: int}}]}
                $tag
            """;

    @TempDir
    private Path folder;

    private TestDatabase database;
    private RawChangelog files;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).ofEntitiesIn("com.jarvis.testing.adopted");
        files = new RawChangelog(folder);
        files.add("20260101000000_a", TABLE.formatted("a")).add("20260102000000_b", TABLE.formatted("b"));
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void a_revision_that_is_not_there() throws Exception {
        refuses("20260109", """
                -Dsquash=20260109: there is no such revision in changelog/db.changelog-master.yaml, so nothing was written. Name the last migration to replace, or how many:
                  mvn liquibase:diff -Dsquash=<revision>
                These are its revisions, the oldest first:
                  20260101000000_a
                  20260102000000_b""");
        refuses("true", """
                -Dsquash names no revision in changelog/db.changelog-master.yaml, so nothing was written. Name the last migration to replace, or how many:
                  mvn liquibase:diff -Dsquash=<revision>
                These are its revisions, the oldest first:
                  20260101000000_a
                  20260102000000_b""");
        refuses("20260", """
                2 revisions begin with 20260, so nothing was written:
                  20260101000000_a
                  20260102000000_b
                Give enough of the name to tell them apart.""");
    }

    @Test
    void a_number_that_is_too_large_or_too_small() throws Exception {
        refuses("3", """
                -Dsquash=3: changelog/db.changelog-master.yaml has 2. Nothing was written. To replace them all:
                  mvn liquibase:diff -Dsquash=2""");
        refuses("1", """
                -Dsquash=1 would replace one migration by one, which saves nothing. Nothing was written. Name a later revision, or a number from 2 on:
                  mvn liquibase:diff -Dsquash=2""");
        refuses("20260101000000_a", """
                -Dsquash=20260101000000_a would replace one migration by one, which saves nothing. Nothing was written. Name a later revision, or a number from 2 on:
                  mvn liquibase:diff -Dsquash=2""");
        refuses("0", """
                -Dsquash=0 would replace no migration, which saves nothing. Nothing was written. Name a later revision, or a number from 2 on:
                  mvn liquibase:diff -Dsquash=2""");
    }

    @Test
    void an_unknown_choice_for_the_files_and_a_format_that_cannot_say_what_is_replaced() throws Exception {
        changelog = changelog.with("squash.files", "burn");
        refuses("2", """
                -Dsquash.files=burn is not known, so nothing was written. Choose one of these:
                  -Dsquash.files=keep      moves the files of the replaced migrations to a folder beside them
                  -Dsquash.files=delete    deletes them""");
        changelog = changelog.with("squash.files", "keep").with("migration.format", "sql");
        refuses("2", """
                Formatted SQL cannot say what a migration replaces (changeSetExecuted), so nothing was written. Write it in YAML or XML:
                  -Dmigration.format=yaml, -Dmigration.format=xml""");
    }

    @Test
    void a_database_that_has_run_some_of_them() throws Exception {
        changelog.updateCount(1);
        refuses("2", """
                This database has run 1 of the 2 to replace, but not 20260102000000_b. Nothing was written. Apply the rest first:
                  mvn liquibase:update""");
    }

    @ParameterizedTest
    @CsvSource({
        "'    context: test', context test",
        "'    labels: demo', labels demo",
        "'    runAlways: true', runAlways",
        "'    runOnChange: true', runOnChange",
        "'    failOnError: false', failOnError: false",
        "'    ignore: true', ignore",
        "'    preConditions: [{onFail: CONTINUE}, {tableExists: {tableName: a}}]', a precondition with CONTINUE"
    })
    void one_that_does_not_run_once_in_every_database(String attribute, String why) throws Exception {
        files.add("20260103000000_c", attribute + "\n" + TABLE.formatted("c"));
        refuses("3", """
                Of the migrations to replace, some do not run once in every database, so none can stand for them. Nothing was written.
                  20260103000000_c: %s
                Move them behind the last one to replace, if the order allows that: the include of their file, or the changesets
                themselves into another file (with logicalFilePath: <their file>, databases do not run them again). Or squash fewer.""".formatted(why));
    }

    @Test
    void a_part_of_a_file() throws Exception {
        files.addFile("20260103000000_more.yaml", """
                databaseChangeLog:
                - changeSet: {id: 1, author: me, changes: [{sql: {sql: select 1}}]}
                - changeSet: {id: 2, author: me, changes: [{sql: {sql: select 1}}]}
                """);
        refuses("3", """
                changelog/changes/20260103000000_more.yaml has more changesets after changelog/changes/20260103000000_more.yaml::1::me, and only whole files are replaced. Nothing was written. Choose the end of a file:
                  mvn liquibase:diff -Dsquash=4
                  mvn liquibase:diff -Dsquash=2""");
    }

    @Test
    void files_that_the_master_does_not_include_by_their_names() throws Exception {
        files.master("databaseChangeLog:\n- includeAll: {path: changes, relativeToChangelogFile: true}\n");
        refuses("2", """
                changelog/changes/20260101000000_a.yaml is not a file of this project that changelog/db.changelog-master.yaml includes by its name, so it cannot be replaced. Nothing was written.
                List the files of the migrations one by one in changelog/db.changelog-master.yaml, in their order; their paths, and so what databases know, stay:
                  - include:
                      file: changes/20260101000000_a.yaml
                      relativeToChangelogFile: true""");
    }

    @Test
    void a_file_whose_property_others_use() throws Exception {
        files.addFile("20260103000000_c.yaml", """
                databaseChangeLog:
                - property: {name: kind, value: text}
                - changeSet: {id: 1, author: me, changes: [{sql: {sql: select 1}}]}
                """);
        files.add("20260104000000_d", TABLE.formatted("d").replace("type: int", "type: \"${kind}\""));
        refuses("3", """
                Without the files of the replaced migrations, changelog/db.changelog-master.yaml would not be the same: 20260104000000_d. Nothing was written.
                Move what it uses (a property, an includeAll of another folder) into a file of its own.""");
    }

    @Test
    void a_chain_that_does_not_run_in_an_empty_database() throws Exception {
        files.add("20260103000000_c", """
                    changes:
                    - sql: {sql: alter table made_by_hand add x int}
                    $tag
                """);
        refuses("3", """
                20260103000000_c does not run in an empty database: ERROR: relation "made_by_hand" does not exist
                Nothing was written. A changelog has to create everything that it uses.""");
    }

    @Test
    void what_diff_cannot_create_and_other_objects_need() throws Exception {
        files.add("20260103000000_c", """
                    changes:
                    - sql: {sql: create type span as range (subtype = int)}
                    - sql: {sql: create table c (s span)}
                    $tag
                """);
        refuses("3", """
                One migration in place of these does not run in an empty database, so nothing was written: ERROR: type "span" does not exist
                What it cannot create: type span
                Squash up to the one before the changeset that creates what is missing.""");
    }

    @Test
    void files_that_are_in_the_way_or_cannot_be_written() throws Exception {
        files.file("changelog/squashed/20260101000000_a.yaml", "");
        refuses("2", """
                changelog/squashed/20260101000000_a.yaml exists already, so nothing was written. Move it away, or have the files deleted; the history of the project has them:
                  -Dsquash.files=delete""");
        Files.delete(folder.resolve("changelog/squashed/20260101000000_a.yaml"));
        Files.delete(folder.resolve("changelog/squashed"));
        files.file("changelog/squashed", "a file");
        assertThatThrownBy(() -> changelog.with("squash", "2").command("diffChangelog", Map.of()))
                .hasMessageMatching(
                        "(?s).*/changelog/squashed.* cannot be written \\(.*\\), so nothing was changed\\.\n"
                                + "Make the folder writable\\.");
        assertThat(Files.readString(folder.resolve("changelog/db.changelog-master.yaml")))
                .contains("20260101000000_a");
        assertThat(folder.resolve("changelog/changes/20260102000000_baseline.yaml"))
                .doesNotExist();
        assertThat(folder.resolve("changelog/changes/20260101000000_a.yaml")).exists();
    }

    private void refuses(String value, String message) throws Exception {
        Map<Path, String> before = files();
        assertThatThrownBy(() -> changelog.with("squash", value).command("diffChangelog", Map.of()))
                .hasMessage(message);
        assertThat(files()).isEqualTo(before);
    }

    private Map<Path, String> files() throws Exception {
        Map<Path, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("changelog"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                texts.put(file, Files.readString(file));
            }
        }
        return texts;
    }
}
