package com.jarvis.migrator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.PooledConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGConnectionPoolDataSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AdvisoryLockTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void one_session_has_it_and_the_other_is_told_which() throws Exception {
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            one.createStatement().execute("set application_name = 'the first'");

            assertThat(AdvisoryLock.of(one, "public").tryAcquire()).isTrue();
            assertThat(AdvisoryLock.of(other, "public").tryAcquire()).isFalse();

            assertThat(AdvisoryLock.of(other, "public").holder())
                    .get()
                    .extracting(Session::who)
                    .isEqualTo("pid %d (user %s, application the first)".formatted(pid(one), database.username()));
        }
    }

    @Test
    void the_connection_of_a_pool_in_the_application_takes_it() throws Exception {
        PGConnectionPoolDataSource pool = new PGConnectionPoolDataSource();
        pool.setUrl(database.url());
        pool.setUser(database.username());
        pool.setPassword(database.password());
        PooledConnection pooled = pool.getPooledConnection();
        try (Connection one = pooled.getConnection();
                Connection other = database.connect()) {
            AdvisoryLock lock = AdvisoryLock.of(one, "public");
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(AdvisoryLock.of(other, "public").tryAcquire()).isFalse();

            lock.endWithThisProcess();
            assertThat(idleLimit(one)).isEqualTo("5min");
            lock.release();
            assertThat(idleLimit(one)).as("the pool keeps the session").isEqualTo("0");
        } finally {
            pooled.close();
        }
    }

    @Test
    void each_schema_has_its_own() throws Exception {
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            assertThat(AdvisoryLock.of(one, "public").tryAcquire()).isTrue();
            assertThat(AdvisoryLock.of(other, "audit").tryAcquire()).isTrue();
        }
    }

    @Test
    void it_is_free_once_it_is_released() throws Exception {
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            AdvisoryLock lock = AdvisoryLock.of(one, "public");
            lock.tryAcquire();
            lock.release();

            assertThat(AdvisoryLock.of(other, "public").holder()).isEmpty();
            assertThat(AdvisoryLock.of(other, "public").tryAcquire()).isTrue();
        }
    }

    @Test
    void it_ends_with_its_session() throws Exception {
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            AdvisoryLock.of(one, "public").tryAcquire();
            other.createStatement().execute("select pg_terminate_backend(%d, 10000)".formatted(pid(one)));

            assertThat(AdvisoryLock.of(other, "public").tryAcquire()).isTrue();
        }
    }

    @Test
    void it_ends_with_its_process_even_while_a_statement_runs() throws Exception {
        Connection one = database.connect();
        try (Connection other = database.connect()) {
            one.setAutoCommit(false);
            AdvisoryLock lock = AdvisoryLock.of(one, "public");
            lock.tryAcquire();
            lock.endWithThisProcess();
            one.commit();
            var statement = CompletableFuture.runAsync(() -> {
                try {
                    one.createStatement().execute("select pg_sleep(50)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (database.strings("select 1 from pg_stat_activity where query = 'select pg_sleep(50)'")
                    .isEmpty()) {
                Thread.sleep(20);
            }
            one.abort(Runnable::run); // closes the socket and sends nothing, as a killed process does
            assertThat(statement).failsWithin(10, TimeUnit.SECONDS);

            boolean acquired = false;
            for (int i = 0; i < 200 && !acquired; i++) {
                acquired = AdvisoryLock.of(other, "public").tryAcquire();
                Thread.sleep(50);
            }
            assertThat(acquired).as("10 s later").isTrue();
        }
    }

    private static String idleLimit(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("show idle_session_timeout")) {
            row.next();
            return row.getString(1);
        }
    }

    private static int pid(Connection connection) throws SQLException {
        var row = connection.createStatement().executeQuery("select pg_backend_pid()");
        row.next();
        return row.getInt(1);
    }
}
