package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.lock.AdvisoryLock;
import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MigrationChangeSetTest {

    @TempDir
    Path project;

    private final TestDatabase database = TestDatabase.create();
    private Migrations migrations;
    private TestChangelog changelog;

    @BeforeEach
    void two_tables() throws Exception {
        changelog = new TestChangelog(project, database).overGoalConnection();
        migrations = new Migrations(project)
                .add(
                        "1_tables",
                        List.of("create table users (id int primary key)", "create table notes (id int, user_id int)"),
                        List.of("drop table notes", "drop table users"));
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void a_failing_statement_undoes_its_migration_and_is_told_in_full() throws Exception {
        migrations.add(
                "2_titles",
                List.of("alter table notes add title text", "alter table notes\n  add check (titel <> '')"),
                List.of("alter table notes drop title"));

        Throwable failure = catchThrowable(changelog::update);

        assertThat(failure).hasMessage("""
                changelog/changes/2_titles.yaml failed and is not applied; those before it are.

                    alter table notes
                      add check (titel <> '')

                ERROR: column "titel" does not exist (42703)
                Hint: Perhaps you meant to reference the column "notes.title".

                Fix the migration and run it again:
                  mvn liquibase:update""");
        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_tables");
        assertThat(columnsOfNotes()).containsExactly("id", "user_id");
    }

    @Test
    void a_failing_rollback_undoes_itself_and_is_told_in_full() throws Exception {
        migrations.add(
                "2_titles",
                List.of("alter table notes add title text"),
                List.of("alter table notes drop title", "drop table nowhere"));
        changelog.update();

        Throwable failure = catchThrowable(() -> changelog.rollback(1));

        assertThat(failure).hasMessage("""
                changelog/changes/2_titles.yaml failed to roll back, so nothing was rolled back.

                    drop table nowhere

                ERROR: table "nowhere" does not exist (42P01)

                Fix the migration and run it again:
                  mvn liquibase:rollback …""");
        assertThat(columnsOfNotes()).containsExactly("id", "user_id", "title");
        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_tables", "2_titles");
    }

    @Test
    void a_deferred_constraint_is_the_failure_of_the_migration_that_broke_it() throws Exception {
        migrations.add(
                "2_key",
                List.of(
                        "alter table notes add constraint fk foreign key (user_id) references users deferrable initially deferred",
                        "insert into notes values (1, 7)"),
                List.of("alter table notes drop constraint fk"));

        assertThat(catchThrowable(changelog::update)).hasMessage("""
                changelog/changes/2_key.yaml failed and is not applied; those before it are.

                ERROR: insert or update on table "notes" violates foreign key constraint "fk" (23503)
                Detail: Key (user_id)=(7) is not present in table "users".

                Fix the migration and run it again:
                  mvn liquibase:update""");
        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_tables");
    }

    @Test
    void a_migration_that_cannot_be_recorded_leaves_nothing() throws Exception {
        changelog.update();
        database.execute("alter table databasechangelog add constraint no_more check (id <> '2_titles')");
        migrations.add(
                "2_titles", List.of("alter table notes add title text"), List.of("alter table notes drop title"));

        assertThat(catchThrowable(changelog::update)).hasMessageContaining("no_more");

        assertThat(columnsOfNotes()).containsExactly("id", "user_id");
        database.execute("alter table databasechangelog drop constraint no_more");
        changelog.update();
        assertThat(columnsOfNotes()).containsExactly("id", "user_id", "title");
    }

    @Test
    void readers_wait_no_longer_than_the_timeout_while_a_migration_waits_for_a_long_query() throws Exception {
        changelog.update();
        migrations.add(
                "2_titles", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        TestChangelog patient = changelog.with("lock.timeout", "400ms").with("lock.retries", "100");
        Duration longest = Duration.ZERO;
        try (Connection reporter = database.connect();
                Connection reader = database.connect()) {
            reporter.setAutoCommit(false);
            reporter.createStatement().execute("select * from notes");
            CompletableFuture<Void> update = CompletableFuture.runAsync(() -> {
                try {
                    patient.update();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (Instant end = Instant.now().plusSeconds(2); Instant.now().isBefore(end); Thread.sleep(5)) {
                Instant start = Instant.now();
                reader.createStatement().execute("select count(*) from notes");
                Duration waited = Duration.between(start, Instant.now());
                longest = waited.compareTo(longest) > 0 ? waited : longest;
            }
            assertThat(update).isNotDone();
            reporter.rollback();
            update.get();
        }
        assertThat(longest).isBetween(Duration.ofMillis(100), Duration.ofMillis(400 + 400)); // and scheduling
        assertThat(columnsOfNotes()).containsExactly("id", "user_id", "title");
    }

    @Test
    void who_is_in_the_way_is_named_when_the_retries_are_used_up() throws Exception {
        changelog.update();
        migrations.add(
                "2_titles", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        TestChangelog impatient = changelog.with("lock.timeout", "400ms").with("lock.retries", "1");
        Throwable failure;
        int pid;
        try (Connection reporter = database.connect()) {
            reporter.setAutoCommit(false);
            reporter.createStatement().execute("set application_name = 'monthly report'");
            var row = reporter.createStatement()
                    .executeQuery("select pg_backend_pid() from (select count(*) from notes) n");
            row.next();
            pid = row.getInt(1);
            failure = catchThrowable(impatient::update);
        }

        assertThat(failure.getMessage().replaceFirst("for \\d+ (ms|s)", "for …"))
                .isEqualTo("""
                changelog/changes/2_titles.yaml got no lock in 2 attempts of 400 ms and is not applied; those before it are.

                    alter table notes add title text

                ERROR: canceling statement due to lock timeout (55P03)

                Blocked by: pid %1$d (user %2$s, application monthly report), idle in transaction for …: \
                select pg_backend_pid() from (select count(*) from notes) n
                Run it again when that session has ended, or wait longer:
                  mvn liquibase:update -Dlock.timeout=800ms -Dlock.retries=3
                or end the session that blocks it:
                  select pg_terminate_backend(%1$d)""".formatted(pid, database.username()));
    }

    @Test
    void an_index_that_cannot_be_built_concurrently_is_told_and_built_by_the_next_run() throws Exception {
        migrations.addWithoutTransaction(
                "2_unique",
                List.of("create unique index concurrently ix_notes_id on notes (id)"),
                List.of("drop index concurrently ix_notes_id"));
        changelog.updateTo("1_tables");
        database.execute("insert into notes values (1), (1)");

        assertThat(catchThrowable(changelog::update)).hasMessage("""
                changelog/changes/2_unique.yaml failed and is not applied; those before it are.
                It runs outside a transaction, so its statements before this one stay applied.

                    create unique index concurrently ix_notes_id on notes (id)

                ERROR: could not create unique index "ix_notes_id" (23505)
                Detail: Key (id)=(1) is duplicated.

                Fix the migration and run it again:
                  mvn liquibase:update""");
        database.execute("update notes set id = 2 where ctid = (select ctid from notes limit 1)");
        changelog.update();

        assertThat(database.strings("select indisvalid from pg_index where indexrelid = 'ix_notes_id'::regclass"))
                .containsExactly("t");
    }

    @Test
    void a_row_that_a_killed_stock_run_left_in_the_lock_table_does_not_block() throws Exception {
        database.execute("""
                create table databasechangeloglock (id int primary key, locked boolean not null,
                                                    lockgranted timestamp, lockedby varchar(255));
                insert into databasechangeloglock values (1, true, now(), 'ci-7 (10.0.0.7)')""");
        changelog.update();

        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_tables");
    }

    @Test
    void whoever_waits_in_vain_is_told_who_is_at_work() throws Exception {
        try (Connection other = database.connect()) {
            other.createStatement().execute("set application_name = 'the other one'");
            assertThat(AdvisoryLock.of(other, "public").tryAcquire()).isTrue();
            var row = other.createStatement().executeQuery("select pg_backend_pid()");
            row.next();

            Throwable failure = catchThrowable(changelog.with("lock.wait", "300ms")::update);

            assertThat(failure.getMessage().replaceFirst("connected \\d+ (ms|s) ago", "connected … ago"))
                    .endsWith("""
                            Another migration is running on this database; after waiting 300 ms for it, this one did nothing.
                            It is pid %1$d (user %2$s, application the other one), connected … ago.
                            Run this again when it has ended, wait longer with -Dlock.wait=30min, or end it with
                              select pg_terminate_backend(%1$d)""".formatted(row.getInt(1), database.username()));
        }
        assertThat(database.strings("select to_regclass('notes')").get(0)).isNull();
    }

    @Test
    void a_rollback_stops_where_it_would_lose_rows_and_goes_on_when_it_may() throws Exception {
        migrations.add(
                "2_titles", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        changelog.update();
        database.execute("insert into users values (1), (2); insert into notes values (1, 1, 'a')");

        assertThat(catchThrowable(() -> changelog.rollback(2))).hasMessage("""
                This rollback would destroy data of %s, so nothing was done:
                  table notes: 1 row
                  table users: 2 rows
                Save what you need. To destroy the rest:
                  mvn liquibase:rollback -Dliquibase.rollbackCount=2 -Dallow=drop""".formatted(database.name()));
        assertThat(catchThrowable(() -> changelog.rollbackTo(Date.from(Instant.parse("2001-02-03T04:05:06Z")))))
                .hasMessageStartingWith("This rollback would destroy data of " + database.name())
                .hasMessageContaining("mvn liquibase:rollback -Dliquibase.rollbackDate=2001-02-03T")
                .hasMessageEndingWith(" -Dallow=drop");
        assertThat(columnsOfNotes()).containsExactly("id", "user_id", "title");
        changelog.with("allow", "drop").rollbackTo(Date.from(Instant.parse("2001-02-03T04:05:06Z")));
        assertThat(columnsOfNotes()).isEmpty();
    }

    private List<String> columnsOfNotes() throws SQLException {
        return database.strings(
                "select attname from pg_attribute where attrelid = to_regclass('notes') and attnum > 0 and not attisdropped order by attnum");
    }
}
