package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(TestSet.SLOW)
class PreconditionsTest {

    private static final String DEPOT = "20260302000000_depot";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws SQLException {
        database = TestDatabase.create();
        changelog = new TestChangelog(folder, database);
        database.execute("create table depot (id bigint primary key, hand_made text); insert into depot values (1)");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void a_migration_that_was_marked_is_not_called_applied_and_its_rollback_drops_nothing() throws Exception {
        depot("    - onFail: MARK_RAN\n    - not:\n      - tableExists: {tableName: depot}\n");

        assertThat(status()).contains("""
                Pending   1 migration:
                  20260302000000_depot
                    depot, 2026-03-02 00:00 UTC
                    has a precondition; if it is not met, update marks it as run without executing it
                  mvn liquibase:update    applies it where the preconditions are met
                """);
        assertThat(update()).isEqualTo("""
                Marked as run, not executed: 20260302000000_depot (precondition: not tableExists depot)
                Nothing to apply.
                """);
        assertThat(status()).contains("Revision  20260302000000_depot (marked as run, not executed) (head)\n");
        assertThat(changelog.history()).contains("depot (marked as run, not executed) (current)\n");
        assertThat(rollback()).isEqualTo("""
                Removed from the history: 20260302000000_depot (it was marked as run, not executed, so there is nothing to undo)
                """);
        assertThat(database.strings("select id from depot")).containsExactly("1");
        assertThat(database.strings("select count(*) from databasechangelog")).containsExactly("0");
    }

    @Test
    void a_marked_migration_needs_no_rollback_of_its_own() throws Exception {
        new RawChangelog(folder).add(DEPOT, """
                    preConditions:
                    - onFail: MARK_RAN
                    - sqlCheck: {expectedResult: 0, sql: select count(*) from depot}
                    changes:
                    - sql: {sql: "create table depot (id bigint)"}
                    $tag
                """);

        assertThat(update())
                .startsWith("Marked as run, not executed: " + DEPOT + " (precondition: SQL Precondition failed.");
        assertThat(rollback()).startsWith("Removed from the history: " + DEPOT);
    }

    @Test
    void a_migration_that_is_skipped_stays_pending_and_says_so() throws Exception {
        depot("    - onFail: CONTINUE\n    - not:\n      - tableExists: {tableName: depot}\n");

        assertThat(update()).isEqualTo("""
                Skipped: 20260302000000_depot (precondition: not tableExists depot)
                Nothing to apply.
                """);
        assertThat(status()).contains("""
                    has a precondition; while it is not met, update skips it and it stays pending
                  mvn liquibase:update    applies it where the preconditions are met
                """);
        assertThatThrownBy(() -> changelog.with("check", "").status()).hasMessage("""
                This database is not at the head: 1 migration is pending. Apply it:
                  mvn liquibase:update
                It applies a migration only if its precondition is met.""");
        database.execute("drop table depot");
        assertThat(update()).isEqualTo("Applied 20260302000000_depot\n1 migration applied.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    ignore: true\n",
                "    failOnError: false\n",
                "    preConditions:\n    - onFail: CONTINUE\n    - not:\n      - tableExists: {tableName: depot}\n"
            })
    void diff_does_not_wait_for_a_migration_that_stays_pending(String attribute) throws Exception {
        new RawChangelog(folder)
                .add(DEPOT, attribute + "    changes:\n    - sql: {sql: create table depot (id bigint)}\n    $tag\n");
        update();

        assertThat(changelog
                        .with("allow", "drop")
                        .with("exclude", "depot")
                        .with("message", "all")
                        .command("diffChangeLog", Map.of()))
                .contains("+ table notes", "Wrote changelog/changes/");
    }

    @Test
    void a_precondition_that_only_warns_is_named() throws Exception {
        depot("    - onFail: WARN\n    - tableExists: {tableName: nowhere}\n", "select 1", "select 2");

        assertThat(update()).isEqualTo("""
                Applied 20260302000000_depot, although its precondition is not met: Table public.nowhere does not exist
                1 migration applied.
                """);
    }

    @Test
    void an_error_in_a_precondition_is_told_as_its_option_says() throws Exception {
        String check = "    - sqlCheck: {expectedResult: 1, sql: select count(*) from nowhere}\n";
        depot("    - onError: CONTINUE\n" + check);
        assertThat(update())
                .startsWith(
                        "Skipped: 20260302000000_depot (precondition: failed with an error: ERROR: relation \"nowhere\" does not exist")
                .endsWith("Nothing to apply.\n");

        depot("    - onError: MARK_RAN\n" + check);
        assertThat(update())
                .startsWith(
                        "Marked as run, not executed: 20260302000000_depot (precondition: failed with an error: ERROR: ");
    }

    @Test
    void a_precondition_that_stops_the_update_names_the_file_and_the_reason() throws Exception {
        depot("    - not:\n      - tableExists: {tableName: depot}\n");

        assertThatThrownBy(this::update).hasMessage("""
                changelog/changes/20260302000000_depot.yaml is not applied, because its precondition is not met: not tableExists depot
                Those before it are applied. Bring the database into the state that the precondition expects, then run:
                  mvn liquibase:update""");
    }

    @Test
    void a_precondition_of_a_whole_file_stops_everything_and_is_named() throws Exception {
        new RawChangelog(folder).addFile(DEPOT + ".yaml", """
                databaseChangeLog:
                - preConditions:
                  - onFail: MARK_RAN
                  - tableExists: {tableName: nowhere}
                - changeSet:
                    id: 20260302000000_depot
                    author: test
                    changes:
                    - sql: {sql: create table other (id bigint)}
                """);

        assertThatThrownBy(this::update).hasMessage("""
                The changelog is not valid, so nothing was run:
                  changelog/db.changelog-master.yaml : Table public.nowhere does not exist
                Fix what it names, then run the command again.""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "validate", "updateSql", "changelogSyncSql", "futureRollbackSql"})
    void a_command_that_reads_runs_no_sql_of_a_precondition(String command) throws Exception {
        database.execute("create sequence evaluations start 1");
        new RawChangelog(folder).addFile(DEPOT + ".yaml", """
                databaseChangeLog:
                - preConditions:
                  - tableExists: {tableName: depot}
                  - or:
                    - sqlCheck: {expectedResult: 1, sql: "select least(nextval('evaluations'), 1)"}
                    - tableExists: {tableName: nowhere}
                - changeSet:
                    id: 20260302000000_depot
                    author: test
                    preConditions:
                    - onSqlOutput: TEST
                    - sqlCheck: {expectedResult: 1, sql: "select least(nextval('evaluations'), 1)"}
                    changes:
                    - sql: {sql: create table other (id bigint)}
                    rollback:
                    - sql: {sql: drop table other}
                """);

        assertThat(changelog.with("lint.fail", "never").command(command, Map.of()))
                .contains("""
                Not checked: the precondition or (sqlCheck select least(nextval('evaluations'), 1), tableExists) of the changelog. %s runs no SQL \
                of a changelog; mvn liquibase:update checks it.
                """.formatted(command));
        assertThat(database.strings("select is_called from evaluations")).containsExactly("f");

        update();
        assertThat(database.strings("select is_called from evaluations")).containsExactly("t");
    }

    @Test
    void a_script_evaluates_no_precondition_of_formatted_sql() throws Exception {
        database.execute("create sequence evaluations");
        new RawChangelog(folder).addFile(DEPOT + ".sql", """
                --liquibase formatted sql
                --changeset test:20260302000000_depot
                --preconditions onFail:WARN onError:WARN onSqlOutput:TEST
                --precondition-sql-check expectedResult:1 select pg_catalog.nextval('public.evaluations')
                select 1;
                --rollback select 1;
                """);

        changelog.command("updateSql", Map.of());

        assertThat(database.strings("select is_called from evaluations")).containsExactly("f");
    }

    @Test
    void a_migration_in_formatted_sql_runs_as_any_other() throws Exception {
        new RawChangelog(folder).addFile(DEPOT + ".sql", """
                --liquibase formatted sql
                --changeset test:20260302000000_depot
                delete from depot;
                --rollback insert into depot values (1);
                """);

        assertThat(update()).isEqualTo("""
                Applied 20260302000000_depot: 1 row of depot deleted
                1 migration applied.
                """);
        assertThat(database.strings("select execution_time > 0 from databasechangelog"))
                .containsExactly("t");
    }

    @Test
    void a_precondition_with_sql_in_a_name_runs_nothing() throws Exception {
        new RawChangelog(folder).addFile(DEPOT + ".yaml", """
                databaseChangeLog:
                - preConditions:
                  - indexExists: {schemaName: "x'; drop table depot; select '", indexName: i, tableName: depot}
                """);

        assertThat(changelog.command("status", Map.of()))
                .contains("Not checked: the precondition indexExists of the changelog.");
        assertThat(database.strings("select count(*) from depot")).containsExactly("1");
    }

    @Test
    void a_precondition_that_only_looks_at_the_catalog_is_checked_by_every_command() throws Exception {
        new RawChangelog(folder).addFile(DEPOT + ".yaml", """
                databaseChangeLog:
                - preConditions:
                  - tableExists: {tableName: nowhere}
                """);

        assertThatThrownBy(this::status).hasMessage("""
                The changelog is not valid, so nothing was run:
                  changelog/db.changelog-master.yaml : Table public.nowhere does not exist
                Fix what it names, then run the command again.""");
    }

    @Test
    void a_failure_that_the_migration_ignores_is_not_called_applied() throws Exception {
        new RawChangelog(folder).add(DEPOT, """
                    failOnError: false
                    changes:
                    - sql: {sql: create table depot (id bigint)}
                    $tag
                """);

        assertThat(update())
                .startsWith("Failed, not applied: 20260302000000_depot (failOnError: false ignores it): ")
                .endsWith("Nothing to apply.\n");
    }

    private void depot(String preconditions) throws Exception {
        depot(preconditions, "create table depot (id bigint primary key, name text)", "drop table depot");
    }

    private void depot(String preconditions, String up, String down) throws Exception {
        new RawChangelog(folder).add(DEPOT, """
                    preConditions:
                %s    changes:
                    - sql: {sql: "%s"}
                    $tag
                    rollback:
                    - sql: {sql: "%s"}
                """.formatted(preconditions, up, down));
    }

    private String status() throws Exception {
        return changelog.status();
    }

    private String update() throws Exception {
        return changelog.command("update", Map.of());
    }

    private String rollback() throws Exception {
        return changelog.command("rollbackCount", Map.of("count", 1));
    }
}
