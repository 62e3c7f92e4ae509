package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerunsTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database).with("exclude", "*");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void what_always_runs_is_not_pending_once_it_has_run() throws Exception {
        grant("runAlways", "grant select on all tables in schema public to public");
        assertThat(update()).isEqualTo("Applied 20260303000000_grant\n1 migration applied.\n");

        assertThat(changelog.status()).contains("""
                Revision  20260303000000_grant (head)
                            grant, 2026-03-03 00:00 UTC
                Pending   none
                Again     with every update (runAlways): 20260303000000_grant
                """);
        assertThat(update()).isEqualTo("Applied 20260303000000_grant again\n1 migration applied.\n");
        assertThat(changelog.command("validate", Map.of()))
                .isEqualTo("The changelog is valid. No migration is pending.\n");
    }

    @Test
    void what_always_runs_is_pending_again_when_it_was_edited() throws Exception {
        grant("runAlways", "select 1");
        update();
        grant("runAlways", "select 2");

        assertThat(changelog.status()).contains("""
                Pending   1 migration:
                  20260303000000_grant
                    grant, 2026-03-03 00:00 UTC
                    changed since it ran; update runs it again
                  mvn liquibase:update    applies it
                """);
    }

    @Test
    void what_runs_on_change_is_named_as_changed_and_not_told_to_move() throws Exception {
        grant("runOnChange", "select 1");
        new RawChangelog(folder)
                .add("20260303000000_grant", changeSet("runOnChange", "select 1"))
                .add("20260304000000_later", changeSet("runInTransaction", "select 1"));
        update();
        new RawChangelog(folder)
                .add("20260303000000_grant", changeSet("runOnChange", "select 2"))
                .add("20260304000000_later", changeSet("runInTransaction", "select 1"));

        assertThat(changelog.status()).contains("""
                    changed since it ran; update runs it again
                  mvn liquibase:update    applies it
                Model     will be compared once they are applied
                """).doesNotContain("Changelog");
        assertThatThrownBy(() -> changelog.with("check", "").status())
                .hasMessage(
                        "This database is not at the head: 1 migration is pending. Apply it:\n  mvn liquibase:update");
        assertThat(update()).isEqualTo("Applied 20260303000000_grant again\n1 migration applied.\n");
        assertThat(changelog.status()).contains("Pending   none\n");
    }

    @Test
    void the_same_holds_for_formatted_sql() throws Exception {
        new RawChangelog(folder).addFile("20260303000000_grant.sql", """
                --liquibase formatted sql
                --changeset test:20260303000000_grant runAlways:true
                select 1;
                --rollback select 2;
                """);
        update();

        assertThat(changelog.status())
                .contains("Pending   none\nAgain     with every update (runAlways): 20260303000000_grant\n");
    }

    @Test
    void a_migration_for_another_context_or_label_or_database_is_named_with_the_reason() throws Exception {
        new RawChangelog(folder)
                .add("20260303000000_a", "    context: prod\n" + changeSet("runInTransaction", "select 1"))
                .add("20260304000000_b", "    labels: blue\n" + changeSet("runInTransaction", "select 1"))
                .add("20260305000000_c", "    dbms: mysql\n" + changeSet("runInTransaction", "select 1"))
                .add("20260306000000_d", "    ignore: true\n" + changeSet("runInTransaction", "select 1"));

        assertThat(changelog.command("update", Map.of("contexts", "test", "labelFilter", "red")))
                .isEqualTo("""
                Warning: the settings of this command exclude migrations, so these were not applied:
                  20260303000000_a (its context is prod, this command's is test)
                  20260304000000_b (its labels are blue, this command's filter is red)
                  20260306000000_d (ignore: true)
                For other databases, so not applied: 1 changeset (dbms: mysql)
                Nothing to apply.
                """);
        assertThat(changelog.command("status", Map.of("contexts", "test", "labelFilter", "red")))
                .contains("""
                Pending   none
                Excluded  by the settings of this command, so update does not apply them:
                  20260303000000_a (its context is prod, this command's is test)
                """, "\nOthers    for other databases: 1 changeset (dbms: mysql)\n");
    }

    private void grant(String flag, String sql) throws Exception {
        new RawChangelog(folder).add("20260303000000_grant", changeSet(flag, sql));
    }

    private static String changeSet(String flag, String sql) {
        return """
                    %s: true
                    changes:
                    - sql: {sql: "%s"}
                    $tag
                    rollback:
                    - sql: {sql: select 3}
                """.formatted(flag, sql);
    }

    private String update() throws Exception {
        return changelog.command("update", Map.of());
    }
}
