package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DropAllTest {

    private static final List<String> ALL = List.of("aa", "bb", "cc", "databasechangelog", "dd");

    @TempDir
    Path project;

    private final TestDatabase database = TestDatabase.create();
    private TestChangelog changelog;

    @BeforeEach
    void four_tables() throws Exception {
        changelog = new TestChangelog(project, database).overGoalConnection();
        Migrations migrations = new Migrations(project);
        for (String table : List.of("aa", "bb", "cc", "dd")) {
            migrations.add(table, List.of("create table " + table + " (id int)"), List.of("drop table " + table));
        }
        changelog.update();
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void everything_is_dropped_and_created_again() throws Exception {
        changelog.dropAll();
        assertThat(tables()).isEmpty();

        changelog.update();
        assertThat(tables()).isEqualTo(ALL);
    }

    @Test
    void types_and_functions_are_dropped_too_but_not_those_of_an_extension() throws Exception {
        new Migrations(project)
                .add(
                        "types",
                        List.of(
                                "create type mood as enum ('happy')",
                                "create domain name as text check (value <> '')",
                                "create type adr as (town text, mood mood)",
                                "create type span as range (subtype = float8)",
                                "create collation german (provider = icu, locale = 'de')",
                                "create function plus(a int, m mood default 'happy') returns int language sql as 'select a + 1'",
                                "create procedure nothing(a adr[]) language sql as ''",
                                "create aggregate total(int) (sfunc = int4pl, stype = int)",
                                "create table ee (m mood, n name, a adr, s span, c text collate german default plus(1)::text)"),
                        List.of("drop table ee"));
        database.execute("create extension hstore");
        List<String> extension = objects();
        changelog.update();
        List<String> all = objects();

        changelog.dropAll();
        assertThat(tables()).isEmpty();
        assertThat(objects()).isEqualTo(extension);

        changelog.update();
        assertThat(objects()).hasSameSizeAs(all);
    }

    @Test
    void rows_are_refused_even_those_that_a_policy_hides() throws Exception {
        database.execute("""
                alter table bb enable row level security; alter table bb force row level security;
                insert into bb values (1), (2); insert into cc values (1);
                create materialized view mm as select id from cc""");

        assertThat(catchThrowable(changelog::dropAll)).hasMessage("""
                dropAll would destroy data of %s, so nothing was done:
                  materialized view mm: 1 row
                  table bb: 2 rows
                  table cc: 1 row
                Save what you need. To destroy the rest:
                  mvn liquibase:dropAll -Dallow=drop""".formatted(database.name()));
        assertThat(tables()).isEqualTo(ALL);

        changelog.with("allow", "drop").dropAll();
        assertThat(tables()).isEmpty();
    }

    @Test
    void it_waits_no_longer_than_the_lock_timeout_and_then_nothing_is_dropped() throws Exception {
        Throwable failure;
        int pid;
        try (Connection reporter = database.connect()) {
            reporter.setAutoCommit(false);
            var row =
                    reporter.createStatement().executeQuery("select pg_backend_pid() from (select count(*) from cc) n");
            row.next();
            pid = row.getInt(1);
            failure = catchThrowable(changelog.with("lock.timeout", "300ms").with("lock.retries", "1")::dropAll);
        }

        assertThat(failure.getMessage().replaceFirst("for \\d+ (ms|s)", "for …"))
                .isEqualTo("""
                dropAll got no lock in 2 attempts of 300 ms and dropped nothing.

                    DROP TABLE "public"."cc" CASCADE

                ERROR: canceling statement due to lock timeout (55P03)

                Blocked by: pid %1$d (user %2$s, application PostgreSQL JDBC Driver), idle in transaction for …: \
                select pg_backend_pid() from (select count(*) from cc) n
                Run it again when that session has ended, or wait longer:
                  mvn liquibase:dropAll -Dlock.timeout=600ms -Dlock.retries=3
                or end the session that blocks it:
                  select pg_terminate_backend(%1$d)""".formatted(pid, database.username()));
        assertThat(tables()).isEqualTo(ALL);
    }

    @Test
    void a_session_that_is_ended_half_way_leaves_everything() throws Exception {
        try (Connection reporter = database.connect()) {
            reporter.setAutoCommit(false);
            reporter.createStatement().execute("select count(*) from cc");
            CompletableFuture<Throwable> dropAll =
                    CompletableFuture.supplyAsync(() -> catchThrowable(changelog::dropAll));
            List<String> pids;
            do {
                Thread.sleep(20);
                pids = database.strings(
                        "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
            } while (pids.isEmpty());
            database.execute("select pg_terminate_backend(" + pids.get(0) + ")");

            assertThat(dropAll.get()).hasMessage("""
                    dropAll failed and dropped nothing.

                        DROP TABLE "public"."cc" CASCADE

                    FATAL: terminating connection due to administrator command (57P01)

                    The connection was lost; PostgreSQL rolls back what was not committed. Run it again when the server is back:
                      mvn liquibase:dropAll""");
        }
        assertThat(tables()).isEqualTo(ALL);
    }

    @Test
    void an_object_of_another_owner_leaves_everything() throws Exception {
        database.execute("create role plain_dropper login password 'x'; grant create on schema public to plain_dropper;"
                + " alter table aa owner to plain_dropper; alter table databasechangelog owner to plain_dropper");
        try {
            TestDatabase plain = new TestDatabase(database.name(), database.url(), "plain_dropper", "x");
            TestChangelog theirs = new TestChangelog(project, plain).overGoalConnection();

            assertThat(catchThrowable(theirs::dropAll))
                    .hasMessageStartingWith("dropAll failed and dropped nothing.\n\n    DROP TABLE \"public\".\"")
                    .hasMessageContaining("ERROR: must be owner of table ")
                    .hasMessageEndingWith("""
                             owner to plain_dropper
                            Then run it again:
                              mvn liquibase:dropAll""");
            assertThat(tables()).isEqualTo(ALL);
        } finally {
            database.execute(
                    "reassign owned by plain_dropper to current_user; drop owned by plain_dropper; drop role plain_dropper");
        }
    }

    /** The oids of types and routines, without those that belong to tables and other types. */
    private List<String> objects() throws SQLException {
        return database.strings("""
                select oid::text from pg_proc p where pronamespace = 'public'::regnamespace
                  and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'i')
                union all select oid::text from pg_type t where typnamespace = 'public'::regnamespace
                  and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'i')
                union all select oid::text from pg_collation where collnamespace = 'public'::regnamespace order by 1""");
    }

    private List<String> tables() throws SQLException {
        return database.strings(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1");
    }
}
