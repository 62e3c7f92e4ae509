package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dat.once} sets how many processes (8); src/stress runs it with more. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@Tag(TestSet.LOAD)
class ManyAtOnceTest {

    private static final int AT_ONCE = Integer.getInteger("at.once", 8);
    private static final List<String> REVISIONS = List.of(
            "20260112091500_create_users_and_notes",
            "20260126143000_create_chats_and_messages",
            "20260209102000_add_messages_metadata");

    @TempDir
    Path folder;

    private TestProject project;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void copy() throws IOException {
        project = TestProject.copiedTo(Files.createDirectory(folder.resolve("project")));
    }

    @Test
    void one_update_applies_each_migration_and_the_others_find_nothing_to_do() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            for (int i = 0; i < AT_ONCE; i++) {
                start(database, "liquibase:update");
            }

            StringBuilder outputs = new StringBuilder();
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(processes.get(i).waitFor()).as(output(i)).isZero();
                outputs.append(output(i));
            }
            for (String revision : REVISIONS) {
                assertThat(outputs.toString().split("Applied " + revision, -1))
                        .as(outputs.toString())
                        .hasSize(2);
            }
            assertThat(database.strings("select id from databasechangelog order by orderexecuted"))
                    .isEqualTo(REVISIONS);
            assertUnlocked(database);
            System.out.printf(
                    "At once: %d updates, each migration applied once, all exits 0, locks left: 0%n", AT_ONCE);
        }
    }

    @Test
    void a_rollback_and_a_diff_among_the_updates_do_no_harm() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            start(database, "liquibase:update");
            assertThat(processes.get(0).waitFor()).as(output(0)).isZero();
            List<String> atHead = CatalogText.of(database);

            start(database, "liquibase:rollback", "-Dliquibase.rollbackCount=1");
            start(database, "liquibase:update");
            start(database, "liquibase:diff");
            start(database, "liquibase:update");

            for (int i = 1; i < processes.size(); i++) {
                int exit = processes.get(i).waitFor();
                if (i != 3) {
                    assertThat(exit).as(output(i)).isZero();
                } else if (exit != 0) { // it came between the rollback and the update, or was overtaken by one of them
                    assertThat(output(i))
                            .containsAnyOf("not applied to this database yet", "while the database was compared");
                }
            }
            start(database, "liquibase:update");
            int last = processes.size() - 1;
            assertThat(processes.get(last).waitFor()).as(output(last)).isZero();
            assertThat(CatalogText.of(database)).isEqualTo(atHead);
            assertThat(database.strings("select id from databasechangelog order by orderexecuted"))
                    .isEqualTo(REVISIONS);
            assertUnlocked(database);
        }
    }

    @Test
    void one_diff_writes_the_migration_and_the_others_say_that_it_is_not_applied() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            start(database, "liquibase:update");
            assertThat(processes.get(0).waitFor()).as(output(0)).isZero();
            project.edit(
                    TestProject.entity("Note"),
                    "private String body;",
                    "private String body;\n    private String mood;");
            start(database, "compile");
            assertThat(processes.get(1).waitFor()).as(output(1)).isZero();

            for (int i = 2; i < 6; i++) {
                start(database, "liquibase:diff", "-Dmessage=mood");
            }

            int wrote = 0;
            for (int i = 2; i < 6; i++) {
                if (processes.get(i).waitFor() == 0) {
                    wrote++;
                    assertThat(output(i)).contains("Wrote changelog/changes/").doesNotContain("was not updated");
                } else {
                    assertThat(output(i)).contains("1 migration is not applied to this database yet:");
                }
            }
            assertThat(wrote).isEqualTo(1);
            try (var files = Files.list(project.path("changelog/changes"))) {
                assertThat(files.filter(file -> file.toString().endsWith("_mood.yaml")))
                        .hasSize(1);
            }
        }
    }

    private void start(TestDatabase database, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-q"));
        all.addAll(List.of(arguments));
        processes.add(project.start(database, log(processes.size()), all.toArray(String[]::new)));
    }

    private Path log(int number) {
        return folder.resolve("output-" + number);
    }

    private String output(int number) throws IOException {
        return Files.readString(log(number));
    }

    private static void assertUnlocked(TestDatabase database) throws SQLException {
        assertThat(database.strings("select pid from pg_locks where locktype = 'advisory'"
                        + " and database = (select oid from pg_database where datname = current_database())"))
                .isEmpty();
        assertThat(database.strings("select to_regclass('databasechangeloglock')")
                        .get(0))
                .as("no lock table")
                .isNull();
    }
}
