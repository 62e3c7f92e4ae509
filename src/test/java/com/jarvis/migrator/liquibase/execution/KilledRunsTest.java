package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Maven processes in the middle of {@code liquibase:update}, killed at random, and the update after the last of them.
 * {@code -Dkills} sets how many (2), {@code -Dseed} where; src/stress runs it with many.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
@Tag(TestSet.LOAD)
class KilledRunsTest {

    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final long SEED = Long.getLong("seed", 20260101L);

    /** What is compared: the catalog as text, the rows of each table, and the history. */
    private record State(List<String> catalog, Map<String, String> rows, List<String> history) {

        static State of(TestDatabase database) throws SQLException {
            Map<String, String> rows = new TreeMap<>();
            for (String table : List.of("accounts", "notes")) {
                rows.put(
                        table,
                        database.strings(
                                        "select count(*) || ' ' || md5(string_agg(t::text, ',' order by t::text)) from "
                                                + table + " t")
                                .get(0));
            }
            return new State(
                    CatalogText.of(database),
                    rows,
                    database.strings(
                            "select id || ' ' || tag || ' ' || exectype from databasechangelog order by orderexecuted"));
        }
    }

    @TempDir
    Path folder;

    private TestProject project;
    private int runs;

    @Test
    void the_next_update_finishes_the_job_with_no_manual_step() throws Exception {
        project = TestProject.copiedTo(Files.createDirectory(folder.resolve("project")));
        changelog();
        Random random = new Random(SEED);
        State undisturbed;
        long millis;
        try (TestDatabase database = TestDatabase.create()) {
            Process process = update(database);
            millis = -connected(database, process);
            assertThat(process.waitFor()).as(output()).isZero();
            millis += System.currentTimeMillis();
            undisturbed = State.of(database);
        }
        int kills = 0;
        int cuts = 0;
        int invalid = 0;
        int resumed = 0;
        while (kills + cuts < KILLS) {
            try (TestDatabase database = TestDatabase.create()) {
                for (boolean done = false; !done && kills + cuts < KILLS; ) {
                    Process process = update(database);
                    long since = connected(database, process);
                    process.waitFor(
                            Math.max(1, since + random.nextLong(millis) - System.currentTimeMillis()),
                            TimeUnit.MILLISECONDS);
                    boolean cut = random.nextInt(4) == 0;
                    done = !process.isAlive();
                    if (cut && !done) {
                        cuts += cut(database) > 0 ? 1 : 0;
                    } else if (!done) {
                        process.destroyForcibly();
                        kills++;
                    }
                    process.waitFor();
                    invalid += Integer.parseInt(database.strings("select count(*) from pg_index where not indisvalid")
                            .get(0));
                    resumed++;
                }
                Process last = update(database);
                assertThat(last.waitFor())
                        .as("seed %d, run %d:\n%s", SEED, runs, output())
                        .isZero();
                assertThat(State.of(database)).as("seed %d, run %d", SEED, runs).isEqualTo(undisturbed);
                assertThat(database.strings("select indexrelid::regclass from pg_index where not indisvalid"))
                        .isEmpty();
                assertThat(database.strings(
                                "select pid from pg_locks where locktype = 'advisory' and database = (select oid"
                                        + " from pg_database where datname = current_database())"))
                        .isEmpty();
            }
        }
        System.out.printf(
                "Killed: %d updates by SIGKILL, %d by cutting their connections, of %d (seed %d); invalid indexes left by them: %d;"
                        + " manual steps: 0, rows lost: 0, locks left: 0%n",
                kills, cuts, resumed, SEED, invalid);
        assertThat(kills + cuts).isGreaterThanOrEqualTo(KILLS);
    }

    private Process update(TestDatabase database) throws IOException {
        return project.start(database, folder.resolve("output-" + ++runs), "-q", "liquibase:update");
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output-" + runs));
    }

    /** @return when its session was first seen, in ms since the epoch; now when it has ended without */
    private static long connected(TestDatabase database, Process process) throws SQLException, InterruptedException {
        try (Connection connection = database.connect()) {
            while (process.isAlive()) {
                var row = connection
                        .createStatement()
                        .executeQuery("select 1 from pg_stat_activity where datname = current_database()"
                                + " and application_name = 'jarvis-migrator'");
                if (row.next()) {
                    break;
                }
                Thread.sleep(10);
            }
        }
        return System.currentTimeMillis();
    }

    private static int cut(TestDatabase database) throws SQLException {
        return database.strings("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and application_name = 'jarvis-migrator'")
                .size();
    }

    /** Changes of every kind, in transactions and outside, a few hundred milliseconds each. */
    private void changelog() throws IOException {
        new Migrations(project.folder())
                .add(
                        "01_accounts",
                        List.of(
                                "create table accounts (id int primary key, email text not null, balance int not null)",
                                "insert into accounts select i, 'user' || i || '@example.com', i from generate_series(1, 20000) i",
                                "select pg_sleep(0.1)"),
                        List.of("drop table accounts"))
                .add(
                        "02_owner",
                        List.of(
                                "alter table accounts add owner text",
                                "update accounts set owner = 'owner ' || id % 100",
                                "select pg_sleep(0.1)",
                                "alter table accounts alter owner set not null"),
                        List.of("alter table accounts drop owner"))
                .addWithoutTransaction(
                        "03_indexes",
                        List.of(
                                "create index concurrently ix_accounts_owner on accounts (owner, id desc)",
                                "create unique index concurrently if not exists uq_accounts_email on accounts (lower(email))"),
                        List.of(
                                "drop index concurrently ix_accounts_owner",
                                "drop index concurrently uq_accounts_email"))
                .add(
                        "04_notes",
                        List.of(
                                "create table notes (id int primary key, account_id int not null references accounts, body text)",
                                "insert into notes select id, id, 'note ' || id from accounts where id <= 2000",
                                "create function slow(int) returns int language plpgsql immutable"
                                        + " as 'begin perform pg_sleep(0.0002); return $1 % 7; end'"),
                        List.of("drop function slow(int)", "drop table notes"))
                .addWithoutTransaction(
                        "05_slow_index",
                        List.of("create index concurrently ix_notes_slow on notes (slow(id))"),
                        List.of("drop index concurrently ix_notes_slow"))
                .add(
                        "06_balance",
                        List.of("alter table accounts alter balance type bigint", "select pg_sleep(0.1)"),
                        List.of("alter table accounts alter balance type int"))
                .add(
                        "07_more_notes",
                        List.of(
                                "insert into notes select id, id, 'another ' || id from accounts where id > 18000",
                                "alter table notes add check (body <> '')"),
                        List.of("alter table notes drop constraint notes_body_check"));
    }
}
