package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import com.jarvis.testing.Migrations;
import com.jarvis.testing.StallingProxy;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose peer disappears without closing it, with a {@code connection.timeout} of 6 s instead of a minute. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag(TestSet.LOAD)
class SilentConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(6);
    /** Until the client notices: a network that has failed takes longest. */
    private static final Duration NOTICED = Duration.ofSeconds(15);

    @TempDir
    Path project;

    private final TestDatabase database = TestDatabase.create();
    private Migrations migrations;

    @BeforeEach
    void a_table() throws Exception {
        migrations = new Migrations(project)
                .add("1_notes", List.of("create table notes (id int)"), List.of("drop table notes"));
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void an_update_that_gets_no_answer_ends_and_so_does_its_session(StallingProxy.Silence silence) throws Exception {
        run(database.url(), SilentConnectionTest::update);
        migrations.add(
                "2_stalled",
                List.of("alter table notes add stalled_here text"),
                List.of("alter table notes drop stalled_here"));
        Throwable failure;
        Duration took;
        try (var proxy = new StallingProxy(server(), "alter table notes add stalled_here", silence)) {
            Instant start = Instant.now();
            failure = catchThrowable(() -> run(through(proxy), SilentConnectionTest::update));
            took = Duration.between(start, Instant.now());
            assertThat(proxy.isSilent()).isTrue();
        }

        assertThat(failure).hasMessageMatching("""
                (?s)changelog/changes/2_stalled.yaml failed and is not applied; those before it are.

                    alter table notes add stalled_here text

                .*

                The connection was lost; PostgreSQL rolls back what was not committed. Run it again when the server is back:
                  mvn liquibase:update""");
        assertThat(took).isLessThan(NOTICED);
        awaitEndOfSessions();
        run(database.url(), SilentConnectionTest::update);
        assertThat(database.strings("select id from databasechangelog order by orderexecuted"))
                .containsExactly("1_notes", "2_stalled");
    }

    @Test
    void a_rollback_that_gets_no_answer_ends_and_so_does_its_session() throws Exception {
        run(database.url(), SilentConnectionTest::update);
        Throwable failure;
        try (var proxy = new StallingProxy(server(), "drop table notes", StallingProxy.Silence.ALL)) {
            failure = catchThrowable(() -> run(through(proxy), liquibase -> liquibase.rollback(1, "")));
        }

        assertThat(failure).hasMessageContaining("The connection was lost");
        awaitEndOfSessions();
        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_notes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "set_config"})
    void a_server_that_falls_silent_while_a_goal_connects_is_given_up(String last) throws Exception {
        Throwable failure;
        Duration took;
        String port;
        try (var proxy = new StallingProxy(server(), last, StallingProxy.Silence.ALL)) {
            port = String.valueOf(proxy.port());
            Instant start = Instant.now();
            failure = catchThrowable(() -> run(through(proxy), SilentConnectionTest::update));
            took = Duration.between(start, Instant.now());
        }

        assertThat(failure).hasMessage("""
                Cannot connect to the database %s at localhost:%s (the URL is from -Dliquibase.url).
                The server did not answer in time.
                Check that it is up and that no firewall is in between, or leave -Dliquibase.url out.""", database.name(), port);
        assertThat(took).isLessThan(NOTICED);
    }

    @Test
    void a_connection_that_ends_before_the_command_begins_is_named() throws Exception {
        PostgresConnection connection = new PostgresConnection();
        connection.open(database.url(), null, credentials());
        connection.getUnderlyingConnection().abort(Runnable::run);

        assertThat(catchThrowable(connection::getURL)).hasMessage("""
                The connection was lost; PostgreSQL rolls back what was not committed.
                Wait until the server is back.
                Then run the command again.""");
        connection.close();
    }

    @Test
    void a_statement_that_is_at_work_for_longer_is_not_cut() throws Exception {
        migrations.add("2_slow", List.of("select pg_sleep(14)"), List.of("select 1"));

        run(database.url(), SilentConnectionTest::update);

        assertThat(database.strings("select id from databasechangelog order by orderexecuted"))
                .containsExactly("1_notes", "2_slow");
    }

    @Test
    void a_client_that_is_busy_for_longer_in_the_middle_of_a_migration_keeps_its_session() throws Exception {
        migrations.add(
                "2_command", List.of("alter table notes add title text"), List.of("alter table notes drop title"));
        Path file = project.resolve("changelog/changes/2_command.yaml");
        String command = """
                - executeCommand:
                    executable: sleep
                    args:
                    - arg:
                        value: 14
                - tagDatabase""";
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("    - tagDatabase", command.indent(4).stripTrailing()));

        run(database.url(), SilentConnectionTest::update);

        assertThat(database.strings("select id from databasechangelog order by orderexecuted"))
                .containsExactly("1_notes", "2_command");
    }

    /** The server notices on its own. */
    private void awaitEndOfSessions() throws Exception {
        Instant end = Instant.now().plus(LIMIT.multipliedBy(2));
        while (!database.strings("select 1 from pg_stat_activity where application_name = 'jarvis-migrator'")
                .isEmpty()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(100);
        }
    }

    private String server() {
        return database.url().replaceFirst(".*//([^/]+)/.*", "$1");
    }

    private String through(StallingProxy proxy) {
        return database.url().replace(server(), "localhost:" + proxy.port());
    }

    private static void update(Liquibase liquibase) throws LiquibaseException {
        liquibase.update("");
    }

    @FunctionalInterface
    private interface Command {
        void run(Liquibase liquibase) throws LiquibaseException;
    }

    private Properties credentials() {
        Properties credentials = new Properties();
        credentials.setProperty("user", database.username());
        credentials.setProperty("password", database.password());
        return credentials;
    }

    /** Over the connection of a goal. */
    private void run(String url, Command command) throws Exception {
        Map<String, String> commandLine = new HashMap<>(Map.of(
                "liquibase.url",
                url,
                "liquibase.username",
                database.username(),
                "liquibase.password",
                database.password(),
                "connection.timeout",
                LIMIT.toSeconds() + "s",
                "allow",
                "drop",
                "basedir",
                project.toString()));
        var files = new DirectoryResourceAccessor(project);
        Scope.child(
                Map.of(
                        CommandLine.IN_SCOPE,
                        commandLine,
                        Scope.Attr.ui.name(),
                        new LoggerUIService(),
                        Scope.Attr.resourceAccessor.name(),
                        files),
                () -> {
                    PostgresConnection connection = new PostgresConnection();
                    connection.open("jarvis:default", null, new Properties());
                    try (var liquibase = new Liquibase("changelog/db.changelog-master.yaml", files, connection)) {
                        liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                        command.run(liquibase);
                    }
                });
    }
}
