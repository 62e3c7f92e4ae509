package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changelog of others with more changesets than anybody wants to read. */
class ManyChangeSetsTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        new RawChangelog(folder)
                .file(
                        "db/master.sql",
                        "--liquibase formatted sql\n"
                                + IntStream.rangeClosed(1, 25)
                                        .mapToObj("""
                                                --changeset ann:%1$d
                                                create table t%1$d (id bigint primary key);
                                                --rollback drop table t%1$d;
                                                """::formatted)
                                        .collect(Collectors.joining())
                                + "--changeset ann:26 context:test\nselect 1;\n");
        changelog = new TestChangelog(folder, database)
                .with("liquibase.command.changelogFile", "db/master.sql")
                .with("liquibase.command.contexts", "prod");
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void they_are_counted_as_changesets_and_the_first_are_listed() throws Exception {
        String status = changelog.command("status", Map.of("contexts", "prod"));
        assertThat(status)
                .contains("Pending   25 changesets:\n  db/master.sql::1::ann\n")
                .contains("  db/master.sql::20::ann\n  and 5 more\n  mvn liquibase:update    applies them\n")
                .doesNotContain("db/master.sql::21::ann");
        assertThat(changelog.with("verbose", "").command("status", Map.of("contexts", "prod")))
                .contains("  db/master.sql::25::ann\n  mvn liquibase:update    applies them\n");
        assertThatThrownBy(() -> changelog.command("diffChangelog", Map.of()))
                .hasMessageStartingWith(
                        "25 changesets are not applied to this database yet:\n  db/master.sql::1::ann\n")
                .hasMessageContaining("  and 5 more\nApply these first;");
        assertThat(changelog.command("validate", Map.of()))
                .contains("Pending changesets traced: 25, errors: 0, warnings: 0. Also in target/lint.sarif.");
        assertThat(changelog.command("update", Map.of("contexts", "prod"))).endsWith("\n25 changesets applied.\n");
        assertThatThrownBy(() -> changelog.rollback(26)).hasMessage("""
                26 changesets cannot be rolled back: 25 are applied to this database. Nothing was rolled back.
                  mvn liquibase:history    shows them
                  mvn liquibase:rollback -Dliquibase.rollbackCount=25    undoes them all""");
    }
}
