package com.jarvis.migrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressMonitorTest {

    private final TestDatabase database = TestDatabase.create();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void a_long_index_build_shows_its_phase_and_per_cent() throws Exception {
        try (Connection connection = database.connect()) {
            connection.createStatement().execute("""
                    create table notes as select i id from generate_series(1, 2500) i;
                    create function slow(int) returns int language plpgsql immutable as
                    $$ begin perform pg_sleep(0.0015); return $1; end $$""");

            watched(connection, false, "create index ix_notes_slow on notes (slow(id))");
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .matches(
                        "([36] s, building index: scanning table, \\d+ %: create index ix_notes_slow on notes \\(slow\\(id\\)\\)\n)+");
    }

    @Test
    void on_a_terminal_one_line_is_rewritten() throws Exception {
        try (Connection connection = database.connect()) {
            watched(connection, true, "select pg_sleep(4.5)");
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("\r\u001b[K3 s, running: select pg_sleep(4.5)\r\u001b[K")
                .contains("\r\u001b[K4 s, running: select pg_sleep(4.5)")
                .endsWith("\n");
    }

    @Test
    void a_short_statement_is_not_mentioned_and_opens_no_connection() throws Exception {
        try (Connection connection = database.connect();
                ProgressMonitor watch = new ProgressMonitor(
                        pid(connection),
                        Duration.ofSeconds(1),
                        () -> {
                            throw new AssertionError("opened");
                        },
                        new PrintStream(printed),
                        false)) {
            connection.createStatement().execute("select 1");
            assertThat(watch.blockers()).isEmpty();
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private void watched(Connection connection, boolean terminal, String statement) throws SQLException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (ProgressMonitor watch = new ProgressMonitor(
                pid(connection), Duration.ofMillis(200), () -> new JdbcConnection(database.connect()), out, terminal)) {
            connection.createStatement().execute(statement);
            assertThat(watch.blockers()).isEmpty();
        }
    }

    private static int pid(Connection connection) throws SQLException {
        var row = connection.createStatement().executeQuery("select pg_backend_pid()");
        row.next();
        return row.getInt(1);
    }
}
