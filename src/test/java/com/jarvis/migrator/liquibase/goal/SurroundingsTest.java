package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.migrator.lock.AdvisoryLock;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.RawChangelog;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table "Surroundings" of docs/operations.md: servers, roles and files that are not as they should be. */
@Tag(TestSet.SLOW)
class SurroundingsTest {

    private static final String REVISION = "20260301000000_a";

    private static final String READS = """
                changes:
                - sql: {sql: select 1}
                $tag
                rollback:
                - sql: {sql: select 2}
            """;

    @TempDir
    private Path folder;

    private TestDatabase database;
    private String role;
    private TestChangelog changelog;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.create();
        role = database.name() + "_role";
        database.execute("""
                create role %1$s login password 'password';
                grant create on schema public to %1$s;
                grant create on database %2$s to %1$s""".formatted(role, database.name()));
        changelog = new TestChangelog(folder, new TestDatabase(database.name(), database.url(), role, "password"))
                .with("exclude", "*");
    }

    @AfterEach
    void drop() throws SQLException {
        database.execute("drop owned by %1$s cascade; drop role %1$s".formatted(role));
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "changelogSync", "updateCount"})
    void a_role_that_may_only_read_by_default_is_told_the_setting_on_an_empty_database(String command)
            throws Exception {
        set("default_transaction_read_only = on");
        migration("create table a (id bigint)");

        assertThatThrownBy(() -> changelog
                        .with("allow", "drift")
                        .command(command, command.equals("updateCount") ? Map.of("count", 1) : Map.of()))
                .hasMessageEndingWith("""
                        ERROR: cannot execute CREATE TABLE in a read-only transaction (25006)

                        The setting default_transaction_read_only or a function allows this session to read only.
                        Let this role write; it may do so itself:
                          begin read write; alter role %1$s in database %2$s set default_transaction_read_only = off; commit
                        Then run the command again.""".formatted(role, database.name()));
        assertThat(CatalogText.of(database)).noneMatch(line -> line.startsWith("table"));
    }

    @Test
    void a_role_that_may_only_read_by_default_is_told_the_setting_by_each_command() throws Exception {
        migration("create table a (id bigint)");
        changelog.update();
        new RawChangelog(folder)
                .add(REVISION, sql("create table a (id bigint)"))
                .add("20260302000000_b", sql("create table b (id bigint)"));
        set("default_transaction_read_only = on");

        assertThatThrownBy(changelog::update).hasMessage("""
                changelog/changes/20260302000000_b.yaml failed and is not applied; those before it are.

                    create table b (id bigint)

                ERROR: cannot execute CREATE TABLE in a read-only transaction (25006)

                The setting default_transaction_read_only or a function allows this session to read only.
                Let this role write; it may do so itself:
                  begin read write; alter role %1$s in database %2$s set default_transaction_read_only = off; commit
                Then run it again:
                  mvn liquibase:update""".formatted(role, database.name()));
        for (Map.Entry<String, Map<String, Object>> command : Map.<String, Map<String, Object>>of(
                        "rollbackCount", Map.of("count", 1), "tag", Map.of("tag", "x"), "dropAll", Map.of())
                .entrySet()) {
            assertThatThrownBy(() -> changelog.command(command.getKey(), command.getValue()))
                    .as(command.getKey())
                    .hasMessageContaining("(25006)")
                    .hasMessageContaining("alter role %s in database %s set default_transaction_read_only = off"
                            .formatted(role, database.name()))
                    .hasMessageNotContaining("xception");
        }
        assertThat(changelog.history()).contains(REVISION);
        changelog
                .database()
                .execute(
                        "begin read write; alter role %s in database %s set default_transaction_read_only = off; commit"
                                .formatted(role, database.name()));
        changelog.update();
    }

    @Test
    void that_a_role_may_only_read_by_default_is_not_overruled_for_the_history_alone() throws Exception {
        new RawChangelog(folder).add(REVISION, READS);
        String advice =
                "alter role %s in database %s set default_transaction_read_only = off".formatted(role, database.name());
        changelog.update();
        set("default_transaction_read_only = on");

        assertThatThrownBy(() -> changelog.rollback(1))
                .hasMessageContaining("(25006)")
                .hasMessageContaining(advice);
        new RawChangelog(folder).add(REVISION, READS).add("20260302000000_b", READS);
        assertThatThrownBy(changelog::update).hasMessageContaining("(25006)").hasMessageContaining(advice);
        assertThat(changelog.history()).contains(REVISION).doesNotContain("20260302000000_b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statement_timeout = '200ms'   | statement_timeout                  | a statement  | 57014",
                "transaction_timeout = '200ms' | transaction_timeout                | a transaction | 25P04"
            })
    void a_timeout_of_the_role_is_named(String setting, String name, String what, String code) throws Exception {
        assumeTrue(
                !setting.startsWith("transaction") || database.majorVersion() >= 17,
                "transaction_timeout needs PostgreSQL 17");
        migration("select 1");
        changelog.update();
        new RawChangelog(folder).add(REVISION, sql("select 1")).add("20260302000000_b", sql("select pg_sleep(2)"));
        set(setting);

        assertThatThrownBy(changelog::update)
                .hasMessageContaining("(" + code + ")")
                .hasMessageEndingWith("""
                        %1$s limits how long %2$s may last. The migrations are not at fault.
                        Lift the limit for this role; it may do so itself:
                          alter role %3$s in database %4$s set %1$s = 0
                        Then run it again:
                          mvn liquibase:update""".formatted(name, what, role, database.name()));
        set(name + " = 0");
        changelog.update();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "53100 | The server's disk is full. The migrations are not at fault.",
                "53200 | The server has no memory left for this. The migrations are not at fault.",
                "58030 | The server cannot read or write its files. The migrations are not at fault.",
                "53400 | A limit in the server's configuration is reached. The migrations are not at fault."
            })
    void a_server_without_resources_is_not_the_migrations_fault(String code, String meaning) throws Exception {
        migration("do $$ begin raise 'temporary file size exceeds temp_file_limit (1kB)' using errcode = '%s'; end $$"
                .formatted(code));

        assertThatThrownBy(changelog::update)
                .hasMessageContaining("(%s)".formatted(code))
                .hasMessageContaining(meaning)
                .hasMessageEndingWith("Then run it again:\n  mvn liquibase:update")
                .hasMessageNotContaining("Fix the migration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prepared statement \"S_1\" already exists|42P05",
                "prepared statement \"S_1\" does not exist|26000"
            })
    void a_pooler_that_was_said_to_keep_sessions_but_does_not(String failure) throws Exception {
        String[] parts = failure.split("\\|");
        migration("do $$ begin raise '%s' using errcode = '%s'; end $$"
                .formatted(parts[0].replace("\"", "\\\""), parts[1]));

        assertThatThrownBy(changelog::update).hasMessageContaining("""
                A pooler gives each transaction another session, so it does not keep one session per connection.
                Give the URL of PostgreSQL itself, as in -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis, and leave -Dlock.pooler=session out.
                Then run it again:""");
    }

    static List<String> settings() {
        return TestSet.of(
                "SurroundingsTest",
                List.of(
                        "DateStyle = 'German, DMY'",
                        "IntervalStyle = sql_standard",
                        "TimeZone = 'Asia/Tokyo'",
                        "standard_conforming_strings = off",
                        "bytea_output = escape",
                        "extra_float_digits = -15",
                        "xmloption = document",
                        "quote_all_identifiers = on",
                        "check_function_bodies = off",
                        "row_security = off",
                        "client_min_messages = error",
                        "lock_timeout = 1",
                        "default_transaction_isolation = serializable",
                        "default_transaction_deferrable = on",
                        "synchronous_commit = off",
                        "enable_seqscan = off",
                        "work_mem = '64kB'",
                        "array_nulls = off",
                        "transform_null_equals = on",
                        "idle_in_transaction_session_timeout = '60s'",
                        "idle_session_timeout = '60s'",
                        "jit = on",
                        "plan_cache_mode = force_generic_plan",
                        "gin_fuzzy_search_limit = 1",
                        "default_text_search_config = 'pg_catalog.german'",
                        "search_path = public, pg_catalog"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void a_setting_of_the_role_changes_nothing(String setting) throws Exception {
        TestProject.changelogIn(folder);
        changelog.update();
        List<String> expected = CatalogText.of(database);
        changelog.with("allow", "drop").rollback(3);
        set(setting);

        changelog.update();

        assertThat(CatalogText.of(database)).isEqualTo(expected);
        assertThat(changelog.status()).contains("Pending   none\n");
        changelog.rollback(3);
        assertThat(changelog.status()).contains("Pending   3 migrations:\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII", "WIN1252", "EUC_JP"})
    void a_database_in_another_encoding_is_migrated_and_a_character_that_it_lacks_is_named(String encoding)
            throws Exception {
        String name = database.name() + "_other";
        database.execute("create database %s encoding '%s' template template0 lc_collate 'C' lc_ctype 'C'"
                .formatted(name, encoding));
        TestDatabase other = new TestDatabase(
                name, database.url().replaceFirst("[^/]*$", name), database.username(), database.password());
        try {
            TestChangelog there = new TestChangelog(folder, other).with("exclude", "*");
            new RawChangelog(folder).add(REVISION, sql("create table a (id bigint, b text default 'x')"));
            there.update();
            assertThat(there.status()).contains("Pending   none\n");
            new RawChangelog(folder)
                    .add(REVISION, sql("create table a (id bigint, b text default 'x')"))
                    .add("20260302000000_b", sql("comment on table a is '\ud83d\ude00'"));
            if (encoding.equals("SQL_ASCII")) {
                there.update();
            } else {
                assertThatThrownBy(there::update).hasMessageContaining("""
                        The database's encoding has no such character.
                        Take the character out, or use a database that can store it:
                          createdb --encoding=UTF8 --template=template0 <name>
                        Then run it again:""");
            }
            there.rollback(1);
        } finally {
            database.execute("drop database %s with (force)".formatted(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void a_connection_that_is_lost_in_the_middle_is_named(String when) throws Exception {
        migration("select pg_terminate_backend(pg_backend_pid())" + (when.equals("after") ? "; select 1" : ""));

        assertThatThrownBy(changelog::update).hasMessageContaining("(57P01)").hasMessageEndingWith("""
                        The connection was lost; PostgreSQL rolls back what was not committed. Run it again when the server is back:
                          mvn liquibase:update""");
        migration("create table a (id bigint)");
        changelog.update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "rollbackCount"})
    void a_connection_that_is_lost_while_it_waits_for_the_lock_is_named(String command) throws Exception {
        migration("create table a (id bigint)");
        changelog.update();
        new RawChangelog(folder)
                .add(REVISION, sql("create table a (id bigint)"))
                .add("20260302000000_b", sql("select 1"));
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            assertThat(AdvisoryLock.of(other, "public").tryAcquire()).isTrue();
            Thread end = new Thread(() -> {
                try {
                    Thread.sleep(2000);
                    database.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = '%s'"
                            .formatted(role));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            end.start();

            assertThatThrownBy(
                            () -> changelog.command(command, command.equals("update") ? Map.of() : Map.of("count", 1)))
                    .hasMessageContaining("57P01")
                    .hasMessageEndingWith("""
                            The connection was lost; PostgreSQL rolls back what was not committed.
                            Wait until the server is back.
                            Then run the command again.""")
                    .hasMessageNotContaining("xception");
            end.join();
        }
    }

    @Test
    void a_history_in_another_schema_is_named_when_the_search_path_no_longer_leads_to_it() throws Exception {
        migration("create table if not exists a (id bigint)");
        changelog.update();
        database.execute("create schema other authorization " + role);
        set("search_path = other");

        assertThat(changelog.command("status", Map.of())).startsWith("""
                Warning: no migration is recorded in the schema other, which this command uses, so all are pending here.
                But this database has a databasechangelog in the schema public. If that is the right one, name it in the URL:
                  \u2026?currentSchema=public
                """);
        assertThat(changelog.command("update", Map.of()))
                .startsWith("Warning: no migration is recorded in the schema other");
        assertThat(changelog.command("update", Map.of())).isEqualTo("Nothing to apply.\n");
    }

    @Test
    void two_checkouts_with_different_heads_see_what_the_other_has_run(@TempDir Path other) throws Exception {
        TestChangelog theirs = new TestChangelog(other, changelog.database()).with("exclude", "*");
        new RawChangelog(folder)
                .add(REVISION, sql("create table a (id bigint)"))
                .add("20260302000000_b", sql("create table b (id bigint)"));
        new RawChangelog(other)
                .add(REVISION, sql("create table a (id bigint)"))
                .add("20260303000000_c", sql("create table c (id bigint)"));
        changelog.update();

        theirs.update();

        assertThat(theirs.status())
                .contains(
                        "Unknown   run by this database, but not listed in changelog/db.changelog-master.yaml:\n  20260302000000_b\n");
        assertThat(changelog.status()).contains("  20260303000000_c\n");
        assertThatThrownBy(() -> changelog.rollback(1))
                .hasMessageStartingWith("20260303000000_c was run by this database, but");
        assertThatThrownBy(() -> theirs.command("diffChangelog", Map.of()))
                .hasMessageStartingWith("This database has run what");
    }

    @Test
    void a_changelog_that_is_edited_while_it_runs_is_run_as_it_was_read() throws Exception {
        migration("select pg_sleep(2)");
        Thread editor = new Thread(() -> {
            try {
                Thread.sleep(1000);
                Files.writeString(folder.resolve("changelog/changes/" + REVISION + ".yaml"), "edited: [\n");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        editor.start();

        Throwable thrown = catchThrowable(changelog::update);
        editor.join();

        assertThat(thrown).isNull();
        assertThatThrownBy(changelog::status).hasMessageContaining(REVISION + ".yaml is not YAML");
        migration("select pg_sleep(3)");
        assertThatThrownBy(changelog::status)
                .hasMessageStartingWith(
                        "changelog/changes/%s.yaml was edited after this database ran it.".formatted(REVISION));
        migration("select pg_sleep(2)");
        assertThat(changelog.status()).contains("Pending   none\n");
    }

    @Test
    void a_changelog_of_more_than_three_megabytes_is_read() throws Exception {
        migration("select length('%s')".formatted("x".repeat(4_000_000)));

        changelog.update();

        assertThat(changelog.status()).contains("Pending   none\n");
    }

    private void migration(String sql) throws Exception {
        new RawChangelog(folder).add(REVISION, sql(sql));
    }

    private static String sql(String sql) {
        return """
                    changes:
                    - sql: {splitStatements: false, sql: "%s"}
                    $tag
                    rollback:
                    - sql: {sql: "%s"}
                """.formatted(
                        sql,
                        sql.startsWith("create table")
                                ? sql.replaceFirst("create (table) (?:if not exists )?(\\w+).*", "drop $1 $2")
                                : "select 1");
    }

    /** As the role itself does, so no superuser is needed. */
    private void set(String setting) throws SQLException {
        changelog.database().execute("alter role %s in database %s set %s".formatted(role, database.name(), setting));
    }
}
