package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that lacks a right is told which one, on what, and the statement that grants it. */
@Tag(TestSet.SLOW)
class MissingRightsTest {

    private static final String LAST = "20260209102000_add_messages_metadata";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private String role;
    private TestChangelog weak;

    @BeforeEach
    void migrate() throws Exception {
        TestProject.changelogIn(folder);
        database = TestDatabase.create();
        role = database.name() + "_weak";
        new TestChangelog(folder, database).update();
        database.execute("""
                create role %1$s login password 'password';
                grant create on schema public to %1$s;
                grant create on database %2$s to %1$s""".formatted(role, database.name()));
        weak = new TestChangelog(folder, new TestDatabase(database.name(), database.url(), role, "password"));
    }

    @AfterEach
    void drop() throws SQLException {
        database.execute("drop owned by %1$s cascade; drop role %1$s".formatted(role));
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update              | 'select, insert, update'",
                "updateCount         | 'select, insert, update'",
                "updateToTag         | 'select, insert, update'",
                "changelogSync       | 'select, insert, update'",
                "changelogSyncToTag  | 'select, insert, update'",
                "rollback            | 'select, update, delete'",
                "rollbackCount       | 'select, update, delete'",
                "rollbackToDate      | 'select, update, delete'",
                "tag                 | 'select, update'",
                "status              | select",
                "history             | select",
                "validate            | select",
                "updateSql           | select",
                "diffChangelog       | select"
            })
    void on_the_history(String command, String rights) throws Exception {
        refused(command, """
                The role %1$s may not %2$s public.databasechangelog, which records the migrations that have run, so nothing was done.
                Have its owner, %3$s, or a superuser run:
                  grant %2$s on public.databasechangelog to %1$s""".formatted(role, rights, database.username()));
    }

    @Test
    void of_which_some_are_granted() throws Exception {
        database.execute("grant select on databasechangelog to " + role);
        refused("update", """
                The role %1$s may not insert, update public.databasechangelog, which records the migrations that have run, so nothing was done.
                Have its owner, %2$s, or a superuser run:
                  grant select, insert, update on public.databasechangelog to %1$s""".formatted(role, database.username()));
        assertThat(weak.command("history", Map.of())).contains(LAST);
    }

    @Test
    void on_the_schema_of_the_history() throws Exception {
        database.execute("create schema meta_x; alter table databasechangelog set schema meta_x");
        refused(weak.with("liquibase.liquibaseSchemaName", "meta_x"), "update", """
                The role %1$s may not select, insert, update meta_x.databasechangelog, which records the migrations that have run, so nothing was done.
                Have its owner, %2$s, or a superuser run:
                  grant usage on schema meta_x to %1$s;
                  grant select, insert, update on meta_x.databasechangelog to %1$s""".formatted(
                        role, database.username()));
    }

    @Test
    void on_a_table_that_a_rollback_changes() throws Exception {
        database.execute("grant all on databasechangelog to " + role);
        assertThatThrownBy(() -> weak.with("allow", "drop").command("rollbackCount", Map.of("count", 1)))
                .hasMessage("""
                        changelog/changes/20260209102000_add_messages_metadata.yaml failed to roll back, so nothing was rolled back.

                            alter table messages drop constraint messages_role_check

                        ERROR: must be owner of table messages (42501)

                        Only the owner of the table messages may do this, and the role %1$s is not.
                        Have its owner or a superuser run:
                          alter table messages owner to %1$s
                        Then run it again:
                          mvn liquibase:rollback …""".formatted(role));
    }

    @Test
    void to_drop_everything() throws Exception {
        database.execute("grant select, delete on all tables in schema public to " + role);
        assertThatThrownBy(() -> weak.with("allow", "drop").command("dropAll", Map.of()))
                .hasMessageContaining("(42501)")
                .hasMessageContaining("and the role %s is not.".formatted(role))
                .hasMessageContaining("owner to " + role)
                .hasMessageNotContaining("xception");
    }

    private void refused(String command, String message) throws Exception {
        refused(weak, command, message);
    }

    private void refused(TestChangelog changelog, String command, String message) throws Exception {
        List<String> catalog = CatalogText.of(database);
        Map<String, Object> arguments =
                switch (command) {
                    case "updateCount", "rollbackCount" -> Map.of("count", 1);
                    case "updateToTag", "changelogSyncToTag", "rollback", "tag" -> Map.of("tag", LAST);
                    case "rollbackToDate" -> Map.of("date", new Date(0));
                    default -> Map.of();
                };
        assertThatThrownBy(() -> changelog.command(command, arguments)).hasMessage(message);
        assertThat(CatalogText.of(database)).isEqualTo(catalog);
        assertThat(CatalogText.isLocked(database)).isFalse();
    }
}
