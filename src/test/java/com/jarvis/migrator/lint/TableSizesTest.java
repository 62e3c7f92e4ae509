package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations are judged by the sizes of a database that cannot be reached. */
@Tag(TestSet.SLOW)
class TableSizesTest {

    private static final String FILE = "production-sizes.tsv";

    @TempDir
    private Path folder;

    private TestDatabase production;
    private TestDatabase ci;

    @BeforeEach
    void update() throws Exception {
        TestProject project = TestProject.changelogIn(folder);
        production = TestDatabase.create();
        ci = TestDatabase.create();
        on(production).update();
        on(ci).update();
        project.add("20260301000000_index", """
                databaseChangeLog:
                - changeSet:
                    id: 20260301000000_index
                    author: test
                    changes:
                    - sql: {sql: create index ix_users_created_at on users (created_at)}
                    - sql: {sql: create index ix_chats_title on chats (title)}
                    - tagDatabase: {tag: 20260301000000_index}
                    rollback:
                    - sql: {sql: "drop index ix_users_created_at, ix_chats_title"}
                """);
        production.execute("""
                insert into users (id, email, display_name)
                  select gen_random_uuid(), n || '@example.com', 'x' from generate_series(1, 20000) n;
                analyze;
                create schema "a	b"; create table "a	b"."c\\d" (id int);""");
    }

    @AfterEach
    void drop() throws Exception {
        production.close();
        ci.close();
    }

    @Test
    void the_sizes_of_production_decide_in_a_database_without_rows() throws Exception {
        assertThat(on(production).with("sizes", FILE).status())
                .contains("Sizes     of 5 tables, in production-sizes.tsv\n");

        assertThat(Files.readString(folder.resolve(FILE)))
                .startsWith("schema\ttable\trows\tcounted\tbytes\na\\tb\tc\\\\d\t0\tno\t0\npublic\tchats\t0\t")
                .containsPattern("public\tusers\t20000\tyes\t\\d{7}\n");
        assertThat(validate(FILE))
                .contains("  users: SHARE from statement 1 through 2, blocks writes; scanned by 1; about 20000 rows (")
                .contains("  chats: SHARE from statement 2, blocks writes; scanned by 2; no rows\n")
                .contains("  ERROR require-concurrent-index-creation in statement 1: ")
                .contains(
                        "  remark: require-concurrent-index-creation in statement 2, but chats has no rows in production-sizes.tsv, fewer than"
                                + " -Dlint.small=10000.\n");
    }

    @Test
    void a_file_that_is_not_of_this_database_is_refused_before_anything_is_tried() throws Exception {
        assertRefused("", "-Dsizes names no file. Write for example: -Dsizes=production-sizes.tsv");
        assertRefused(FILE, """
                -Dsizes=production-sizes.tsv cannot be read, so nothing was done: there is no such file
                Write it where production can be reached:
                  mvn liquibase:status -Dsizes=production-sizes.tsv""");
        Files.writeString(folder.resolve(FILE), "schema\ttable\trows\tcounted\tbytes\npublic\tusers\tmany\tyes\t1\n");
        assertRefused(FILE, """
                Line 2 of production-sizes.tsv is not the size of a table, so nothing was done: public\\tusers\\tmany\\tyes\\t1
                Write it where production can be reached:
                  mvn liquibase:status -Dsizes=production-sizes.tsv""");
        Files.writeString(folder.resolve(FILE), "public\torders\t12\tyes\t8192\n");
        assertRefused(FILE, """
                -Dsizes=production-sizes.tsv has the sizes of another database, so nothing was done: it does not know public.chats.
                Write it where production can be reached:
                  mvn liquibase:status -Dsizes=production-sizes.tsv""");
        assertThatThrownBy(
                        () -> on(production).with("sizes", "no/folder/" + FILE).status())
                .hasMessage("""
                        -Dsizes=no/folder/production-sizes.tsv cannot be written: its folder does not exist
                        Name a file in a folder that exists: -Dsizes=production-sizes.tsv""");
    }

    private void assertRefused(String file, String message) {
        assertThatThrownBy(() -> validate(file)).hasMessage(message);
    }

    private String validate(String file) throws Exception {
        return on(ci).with("sizes", file).with("lint.fail", "never").command("validate", Map.of());
    }

    private TestChangelog on(TestDatabase database) {
        return new TestChangelog(folder, database);
    }
}
