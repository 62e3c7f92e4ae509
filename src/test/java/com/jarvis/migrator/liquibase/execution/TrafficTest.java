package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers and a writer at work on a table that is migrated forth and back, while reports keep it busy for longer than the
 * lock timeout. {@code -Dtraffic.seconds} sets how long (3).
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag(TestSet.LOAD)
class TrafficTest {

    private static final int SECONDS = Integer.getInteger("traffic.seconds", 3);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    /** A statement over and over on a connection of its own, and the longest that it took. */
    private record Client(AtomicLong longest, AtomicLong count, Future<?> future) {

        static Client of(TestDatabase database, AtomicBoolean stop, String sql) {
            AtomicLong longest = new AtomicLong();
            AtomicLong count = new AtomicLong();
            return new Client(longest, count, CompletableFuture.runAsync(() -> {
                try (Connection connection = database.connect();
                        var statement = connection.createStatement()) {
                    while (!stop.get()) {
                        long start = System.nanoTime();
                        statement.execute(sql);
                        longest.accumulateAndGet((System.nanoTime() - start) / 1_000_000, Math::max);
                        count.incrementAndGet();
                        Thread.sleep(2);
                    }
                } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
    }

    @TempDir
    Path project;

    @Test
    void readers_and_writers_wait_no_longer_than_the_lock_timeout_and_no_row_is_lost() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            new Migrations(project)
                    .add(
                            "1_notes",
                            List.of("create table notes (id bigserial primary key, body text)"),
                            List.of("drop table notes"))
                    .add(
                            "2_title",
                            List.of("alter table notes add title text default 'none'"),
                            List.of("alter table notes drop title"))
                    .addWithoutTransaction(
                            "3_index",
                            List.of("create index concurrently ix_notes_body on notes (body)"),
                            List.of("drop index concurrently ix_notes_body"));
            TestChangelog changelog = new TestChangelog(
                    project,
                    database,
                    Map.of(
                            "liquibase.url",
                            database.url(),
                            "liquibase.username",
                            database.username(),
                            "liquibase.password",
                            database.password(),
                            "lock.timeout",
                            LOCK_TIMEOUT.toMillis() + "ms",
                            "lock.retries",
                            "200",
                            "allow",
                            "drop"));
            changelog.update();

            AtomicBoolean stop = new AtomicBoolean();
            Client reader = Client.of(database, stop, "select count(*) from (select from notes limit 100) n");
            Client writer = Client.of(database, stop, "insert into notes (body) values ('a')");
            Client report = Client.of(
                    database,
                    stop,
                    "begin; select count(*) from notes; select pg_sleep(1.2); commit; select pg_sleep(0.3)");
            int migrations = 0;
            for (Instant end = Instant.now().plusSeconds(SECONDS); Instant.now().isBefore(end); migrations += 2) {
                changelog.rollback(2);
                changelog.update();
            }
            stop.set(true);
            for (Client client : List.of(reader, writer, report)) {
                client.future().get();
            }

            long rows = Long.parseLong(
                    database.strings("select count(*) from notes").get(0));
            System.out.printf(
                    "Traffic: %d rollbacks and updates in %d s; lock timeout %d ms; longest wait of %d reads %d ms, of %d writes %d ms;"
                            + " rows lost: %d%n",
                    migrations,
                    SECONDS,
                    LOCK_TIMEOUT.toMillis(),
                    reader.count.get(),
                    reader.longest.get(),
                    writer.count.get(),
                    writer.longest.get(),
                    writer.count.get() - rows);
            assertThat(rows).isEqualTo(writer.count.get());
            assertThat(reader.longest.get()).isLessThan(2 * LOCK_TIMEOUT.toMillis()); // twice, for a busy machine
            assertThat(writer.longest.get()).isLessThan(2 * LOCK_TIMEOUT.toMillis());
        }
    }
}
