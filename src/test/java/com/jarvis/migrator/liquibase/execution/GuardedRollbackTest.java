package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import liquibase.change.custom.CustomTaskChange;
import liquibase.change.custom.CustomTaskRollback;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several rollbacks in one command: all or none, retries, other sessions, and changesets outside a transaction. */
@Tag(TestSet.SLOW)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GuardedRollbackTest {

    @TempDir
    Path project;

    private final TestDatabase database = TestDatabase.create();
    private Migrations migrations;
    private TestChangelog changelog;

    @BeforeEach
    void a_table() throws Exception {
        changelog = new TestChangelog(project, database).overGoalConnection();
        migrations = new Migrations(project)
                .add(
                        "1_notes",
                        List.of("create table notes (id int primary key, body text)"),
                        List.of("drop table notes"));
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void names_in_the_report_are_those_before_later_renames_are_rolled_back() throws Exception {
        migrations
                .add("2_mood", List.of("alter table notes add mood text"), List.of("alter table notes drop mood"))
                .add(
                        "3_feeling",
                        List.of("alter table notes rename mood to feeling"),
                        List.of("alter table notes rename feeling to mood"))
                .add(
                        "4_papers",
                        List.of("alter table notes rename to papers"),
                        List.of("alter table papers rename to notes"))
                .add(
                        "5_schema",
                        List.of("create schema arch", "alter table papers set schema arch"),
                        List.of("alter table arch.papers set schema public", "drop schema arch"));
        changelog.update();
        database.execute("insert into arch.papers values (1, 'a', 'x'), (2, 'b', 'y')");

        assertThat(catchThrowable(() -> changelog.rollback(4))).hasMessage("""
                This rollback would destroy data of %s, so nothing was done:
                  column arch.papers.feeling: 2 values
                Save what you need. To destroy the rest:
                  mvn liquibase:rollback -Dliquibase.rollbackCount=4 -Dallow=drop""".formatted(database.name()));
        assertThat(database.strings("select feeling from arch.papers")).containsExactly("x", "y");
        assertThat(applied()).containsExactly("1_notes", "2_mood", "3_feeling", "4_papers", "5_schema");
    }

    @Test
    void a_rollback_that_fails_undoes_those_before_it() throws Exception {
        migrations
                .add("2_broken", List.of("select 1"), List.of("drop table nowhere"))
                .add("3_title", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        changelog.update();

        assertThat(catchThrowable(() -> changelog.rollback(3))).hasMessage("""
                changelog/changes/2_broken.yaml failed to roll back, so nothing was rolled back.

                    drop table nowhere

                ERROR: table "nowhere" does not exist (42P01)

                Fix the migration and run it again:
                  mvn liquibase:rollback …""");
        assertThat(applied()).containsExactly("1_notes", "2_broken", "3_title");
        assertThat(database.strings("select count(title) from notes")).containsExactly("0");
    }

    @Test
    void a_row_that_another_session_commits_while_the_rollback_waits_is_not_lost() throws Exception {
        changelog.update();
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("insert into notes values (1, 'a')");
            CompletableFuture<Throwable> rollback =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> changelog.rollback(1)));
            waitForBlocked();
            other.commit();

            assertThat(rollback.get()).hasMessage("""
                    This rollback would destroy data of %s, so nothing was done:
                      table notes: 1 row
                    Save what you need. To destroy the rest:
                      mvn liquibase:rollback -Dliquibase.rollbackCount=1 -Dallow=drop""".formatted(database.name()));
        }
        assertThat(database.strings("select id from notes")).containsExactly("1");
    }

    @Test
    void a_retry_counts_again() throws Exception {
        migrations.add("2_title", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        changelog.update();
        TestChangelog patient = changelog.with("lock.timeout", "200ms").with("lock.retries", "50");
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("insert into notes values (1, 'a')");
            CompletableFuture<Throwable> rollback =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> patient.rollback(2)));
            Thread.sleep(1000);
            assertThat(rollback).isNotDone();
            other.commit();

            assertThat(rollback.get()).hasMessageContaining("\n  table notes: 1 row\n");
        }
        assertThat(applied()).containsExactly("1_notes", "2_title");
        database.execute("delete from notes");

        patient.rollback(2);

        assertThat(applied()).isEmpty();
    }

    @Test
    void a_retry_rolls_back_all_migrations_again() throws Exception {
        migrations.add("2_other", List.of("create table other (id int)"), List.of("drop table other"));
        changelog.update();
        try (Connection reporter = database.connect()) {
            reporter.setAutoCommit(false);
            reporter.createStatement().execute("select count(*) from notes");
            TestChangelog patient = changelog.with("lock.timeout", "200ms").with("lock.retries", "50");
            CompletableFuture<Throwable> rollback =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> patient.rollback(2)));
            Thread.sleep(1000);
            reporter.rollback();

            assertThat(rollback.get()).isNull();
        }
        assertThat(applied()).isEmpty();
        assertThat(database.strings("select to_regclass('other')").get(0)).isNull();
    }

    @Test
    void a_rollback_without_a_lock_says_who_blocks_it_and_leaves_everything() throws Exception {
        migrations.add("2_other", List.of("create table other (id int)"), List.of("drop table other"));
        changelog.update();
        Throwable failure;
        int pid;
        try (Connection reporter = database.connect()) {
            reporter.setAutoCommit(false);
            var row = reporter.createStatement()
                    .executeQuery("select pg_backend_pid() from (select count(*) from notes) n");
            row.next();
            pid = row.getInt(1);
            TestChangelog impatient = changelog.with("lock.timeout", "300ms").with("lock.retries", "1");
            failure = catchThrowable(() -> impatient.rollback(2));
        }

        assertThat(failure.getMessage().replaceFirst("for \\d+ (ms|s)", "for …"))
                .isEqualTo("""
                changelog/changes/1_notes.yaml got no lock in 2 attempts of 300 ms to roll back, so nothing was rolled back.

                    drop table notes

                ERROR: canceling statement due to lock timeout (55P03)

                Blocked by: pid %1$d (user %2$s, application PostgreSQL JDBC Driver), idle in transaction for …: \
                select pg_backend_pid() from (select count(*) from notes) n
                Run it again when that session has ended, or wait longer:
                  mvn liquibase:rollback … -Dlock.timeout=600ms -Dlock.retries=3
                or end the session that blocks it:
                  select pg_terminate_backend(%1$d)""".formatted(pid, database.username()));
        assertThat(applied()).containsExactly("1_notes", "2_other");
    }

    @Test
    void rollbacks_on_both_sides_of_a_changeset_outside_a_transaction_are_guarded_apart() throws Exception {
        migrations
                .addWithoutTransaction(
                        "2_index",
                        List.of("create index concurrently ix on notes (body)"),
                        List.of("drop index concurrently ix"))
                .add("3_title", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        changelog.update();
        database.execute("insert into notes values (1, 'a')");

        assertThat(catchThrowable(() -> changelog.rollback(3))).hasMessage("""
                This rollback would destroy data of %s, so it stopped after it had rolled back 3_title, 2_index:
                  table notes: 1 row
                Save what you need. To destroy the rest:
                  mvn liquibase:rollback -Dliquibase.rollbackCount=1 -Dallow=drop""".formatted(database.name()));
        assertThat(applied()).containsExactly("1_notes");
        assertThat(database.strings("select to_regclass('ix')").get(0)).isNull();
    }

    @Test
    void each_statement_outside_a_transaction_is_guarded() throws Exception {
        migrations.addWithoutTransaction(
                "2_index",
                List.of("create index concurrently ix on notes (body)"),
                List.of("drop index concurrently ix", "update notes set body = 'x' where id = 1", "truncate notes"));
        changelog.update();
        database.execute("insert into notes values (1, 'a')");

        assertThat(catchThrowable(() -> changelog.rollback(1))).hasMessage("""
                This rollback would destroy data of %s, so it stopped in 2_index, whose statements before this one were run:
                  table notes: 1 row
                Save what you need. To destroy the rest:
                  mvn liquibase:rollback -Dliquibase.rollbackCount=1 -Dallow=drop""".formatted(database.name()));
        assertThat(database.strings("select body from notes")).containsExactly("x");
        assertThat(applied()).containsExactly("1_notes", "2_index");
    }

    @Test
    void a_procedure_that_commits_runs_outside_a_transaction() throws Exception {
        migrations.addWithoutTransaction("2_batches", List.of("""
                create procedure batches() language plpgsql as
                'begin update notes set body = upper(body); commit; end'"""), List.of("call batches()"));
        changelog.update();
        database.execute("insert into notes values (1, 'a')");

        changelog.rollback(1);

        assertThat(database.strings("select body from notes")).containsExactly("A");
    }

    @Test
    void what_a_rollback_sets_for_itself_ends_with_it() throws Exception {
        migrations
                .add("2_second", List.of("create table second (id int)"), List.of("drop table second"))
                .add(
                        "3_path",
                        List.of("create schema arch"),
                        List.of("set local search_path = arch", "drop schema arch"))
                .add("4_role", List.of("create role only_here nologin"), List.of("set local role only_here"))
                .add(
                        "5_reads",
                        List.of("set transaction isolation level serializable"),
                        List.of("set transaction read only"));
        try {
            changelog.update();

            changelog.rollback(5);

            assertThat(applied()).isEmpty();
        } finally {
            database.execute("drop role only_here");
        }
    }

    @Test
    void a_deferred_constraint_stays_deferred_in_each_rollback() throws Exception {
        migrations
                .add(
                        "2_self",
                        List.of(
                                "alter table notes add parent int references notes deferrable initially deferred",
                                "insert into notes values (1, 'a', null), (2, 'b', 1)"),
                        List.of("delete from notes where id = 1", "insert into notes values (1, 'c', null)"))
                .add(
                        "3_same",
                        List.of("select 1"),
                        List.of("delete from notes where id = 1", "insert into notes values (1, 'd', null)"));
        changelog.update();

        assertThat(printed(() -> changelog.rollback(2))).isEqualTo("""
                Rolled back 3_same: 1 row of notes deleted
                Rolled back 2_self: 1 row of notes deleted
                """);
        assertThat(database.strings("select body from notes order by id")).containsExactly("c", "b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_program_runs_once_although_statements_run_twice(boolean inTransaction) throws Exception {
        Path log = project.resolve("log");
        List<String> up = List.of("create table other (id int)");
        List<String> down = List.of("drop table other");
        if (inTransaction) {
            migrations.add("2_other", up, down);
        } else {
            migrations.addWithoutTransaction("2_other", up, down);
        }
        Path file = project.resolve("changelog/changes/2_other.yaml");
        Files.writeString(file, Files.readString(file) + """
                    - executeCommand:
                        executable: sh
                        args: [{arg: {value: "-c"}}, {arg: {value: "echo ran >> %s"}}]
                """.formatted(log));
        changelog.update();

        changelog.rollback(1);

        assertThat(Files.readAllLines(log)).containsExactly("ran");
        assertThat(database.strings("select to_regclass('other')").get(0)).isNull();
    }

    @Test
    void a_rollback_to_a_revision_says_how_to_go_there_anyway() throws Exception {
        migrations.add("2_other", List.of("create table other (id int)"), List.of("drop table other"));
        changelog.update();
        database.execute("insert into other values (1)");

        assertThat(catchThrowable(() -> changelog.rollbackTo("1_notes"))).hasMessage("""
                This rollback would destroy data of %s, so nothing was done:
                  table other: 1 row
                Save what you need. To destroy the rest:
                  mvn liquibase:rollback -Dliquibase.rollbackTag=1_notes -Dallow=drop""".formatted(database.name()));
    }

    @Test
    void a_rollback_that_ends_its_transaction_is_told() throws Exception {
        migrations.add("2_commit", List.of("select 1"), List.of("commit"));
        changelog.update();

        assertThat(catchThrowable(() -> changelog.rollback(2))).hasMessage("""
                A statement ended the transaction (commit or rollback), so it was not checked whether it destroyed data, and what
                it did before stays. Remove it, or set runInTransaction: false in its changeset.""");
    }

    /** Empties notes without a statement of Liquibase's. */
    public static final class Emptying implements CustomTaskChange, CustomTaskRollback {

        @Override
        public void execute(Database database) {}

        @Override
        public void rollback(Database database) throws CustomChangeException {
            try (var statement = ((JdbcConnection) database.getConnection())
                    .getUnderlyingConnection()
                    .createStatement()) {
                statement.execute("alter table notes drop column if exists body");
            } catch (SQLException e) {
                throw new CustomChangeException(e);
            }
        }

        @Override
        public String getConfirmationMessage() {
            return "";
        }

        @Override
        public void setUp() {}

        @Override
        public void setFileOpener(ResourceAccessor files) {}

        @Override
        public ValidationErrors validate(Database database) {
            return new ValidationErrors();
        }
    }

    @Test
    void a_class_of_the_users_is_guarded_too() throws Exception {
        Path file = project.resolve("changelog/db.changelog-master.yaml");
        Files.writeString(file, Files.readString(file) + """
                - changeSet:
                    id: 2_class
                    author: test
                    changes:
                    - customChange: {class: %s}
                """.formatted(Emptying.class.getName()));
        changelog.update();
        database.execute("insert into notes values (1, 'a')");

        assertThat(catchThrowable(() -> changelog.rollback(1)))
                .hasMessageContaining("\n  column notes.body: 1 value\n");
        assertThat(database.strings("select body from notes")).containsExactly("a");
        database.execute("update notes set body = null");

        changelog.rollback(1);

        assertThat(database.strings("select t::text from notes t")).containsExactly("(1)");
        assertThat(applied()).containsExactly("1_notes");
    }

    @Test
    void data_that_the_user_allows_to_destroy_is_named() throws Exception {
        migrations.add("2_title", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        changelog.update();
        database.execute("insert into notes values (1, 'a', 'b')");

        assertThat(printed(() -> changelog.with("allow", "drop").rollback(1))).isEqualTo("""
                Rolled back 2_title
                Dropped without counting (-Dallow=drop): column notes.title
                """);
    }

    @Test
    void what_cannot_be_counted_is_refused() throws Exception {
        migrations.add(
                "2_secret",
                List.of("create schema arch authorization current_user"),
                List.of("drop schema arch cascade"));
        database.execute("create role secretive nologin");
        try {
            TestDatabase owner = owner();
            TestChangelog plain = new TestChangelog(project, owner);
            plain.update();
            database.execute("create table arch.secret (id int); alter table arch.secret owner to secretive");

            assertThat(catchThrowable(() -> plain.rollback(1))).hasMessage("""
                    This rollback would destroy data of %s, so nothing was done:
                      table arch.secret: cannot be counted: permission denied for table secret
                    Save what you need. To destroy the rest:
                      mvn liquibase:rollback -Dliquibase.rollbackCount=1 -Dallow=drop""".formatted(database.name()));
        } finally {
            database.execute(
                    "drop owned by secretive; drop role secretive; reassign owned by plain_owner to current_user;"
                            + " drop owned by plain_owner; drop role plain_owner");
        }
    }

    @Test
    void rows_are_measured_without_statistics_too() throws Exception {
        migrations
                .add("2_body", List.of("select 1"), List.of("update notes set body = null where id = 1"))
                .add("3_all", List.of("select 1"), List.of("delete from notes where id > 0"));
        changelog.update();
        database.execute("insert into notes values (1, 'a'), (2, 'b')");
        database.execute("alter database %s set track_counts = off".formatted(database.name()));

        assertThat(catchThrowable(() -> changelog.rollback(1))).hasMessageContaining("\n  table notes: 2 rows\n");
        assertThat(catchThrowable(() -> changelog.rollback(2))).hasMessageContaining("\n  table notes: 2 rows\n");
        database.execute("delete from databasechangelog where id = '3_all'");
        assertThat(catchThrowable(() -> changelog.rollback(1)))
                .hasMessageContaining("\n  column notes.body: 1 value\n");
    }

    @Test
    void an_update_says_which_rows_it_deleted_and_updated() throws Exception {
        changelog.update();
        database.execute("insert into notes values (1, 'a'), (2, 'b'), (3, 'c')");
        migrations.add(
                "2_clean",
                List.of("delete from notes where id = 3", "update notes set body = upper(body)"),
                List.of("select 1"));

        assertThat(printed(changelog::update)).isEqualTo("""
                Applied 2_clean: 1 row of notes deleted, 2 updated
                1 migration applied.
                """);
    }

    private TestDatabase owner() throws SQLException {
        database.execute("create role plain_owner login password 'x'; alter database %s owner to plain_owner"
                .formatted(database.name()));
        database.execute("grant create on schema public to plain_owner");
        return new TestDatabase(database.name(), database.url(), "plain_owner", "x");
    }

    private List<String> applied() throws SQLException {
        return database.strings("select id from databasechangelog order by orderexecuted");
    }

    private void waitForBlocked() throws Exception {
        while (database.strings(
                        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                .isEmpty()) {
            Thread.sleep(20);
        }
    }

    private static String printed(ThrowingCallable command) throws Exception {
        PrintStream console = System.out;
        var captured = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
            command.call();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(console);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
