package com.jarvis.migrator.liquibase.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.lock.AdvisoryLock;
import com.jarvis.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.sql.PooledConnection;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** An application gives Liquibase a connection of its pool at its start, as Spring Boot does, and uses the connection afterwards. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StartOfAnApplicationTest {

    private static final String CHANGELOG = """
            databaseChangeLog:
            - changeSet:
                id: 1_create
                author: test
                changes:
                - sql:
                    sql: |
                      create table dock (opened text, waits text);
                      insert into dock values (timestamptz '2026-07-01 12:00:00Z'::text, current_setting('lock_timeout'))
            """;

    private final TestDatabase database = TestDatabase.create();

    private PooledConnection pool;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(folder.resolve("master.yaml"), CHANGELOG);
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(database.url());
        source.setUser(database.username());
        source.setPassword(database.password());
        pool = source.getPooledConnection();
        execute(
                "set time zone 'Asia/Tokyo'; set bytea_output = 'escape'; set lock_timeout = '7s'; set work_mem = '5MB'");
        execute("grant all on schema public to pg_monitor; set role pg_monitor");
    }

    @AfterEach
    void close() throws SQLException {
        pool.close();
        database.close();
    }

    @Test
    void the_pool_gets_its_connection_back_as_it_was() throws Exception {
        Map<String, String> before = settings();
        migrate(Map.of("lock.timeout", "3s"));

        Map<String, String> changed = settings();
        changed.entrySet().removeAll(before.entrySet());
        // Liquibase sets it after each commit (PostgresDatabase.rollback, 5.0.4), the last time when it is closed.
        changed.remove("search_path");
        assertThat(changed).isEmpty();
    }

    @Test
    void a_migration_runs_with_the_settings_that_it_has_everywhere() throws Exception {
        migrate(Map.of("lock.timeout", "3s"));
        assertThat(database.strings("select opened || ', ' || waits from dock"))
                .containsExactly("2026-07-01 12:00:00+00, 3s");
    }

    @Test
    void a_migration_that_gets_no_lock_is_tried_again_and_refused() throws Exception {
        migrate(Map.of());
        Files.writeString(folder.resolve("master.yaml"), CHANGELOG + """
                - changeSet:
                    id: 2_berth
                    author: test
                    changes:
                    - addColumn: {tableName: dock, columns: [column: {name: berth, type: int}]}
                """);
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table dock");

            assertThatThrownBy(() -> migrate(Map.of("lock.timeout", "50ms", "lock.retries", "2")))
                    .hasMessageContaining("""
                            master.yaml::2_berth::test got no lock in 3 attempts of 50 ms and is not applied; those before it are.""");
        }
        assertThat(database.strings("select id from databasechangelog")).containsExactly("1_create");
    }

    @Test
    void another_instance_that_migrates_is_waited_for() throws Exception {
        try (Connection other = database.connect()) {
            AdvisoryLock.of(other, "public").tryAcquire();

            assertThatThrownBy(() -> migrate(Map.of("lock.wait", "50ms")))
                    .hasMessageContaining(
                            "Another migration is running on this database; after waiting 50 ms for it, this one did nothing.");
        }
        assertThat(database.strings("select 1 from pg_class where relname in ('dock', 'databasechangeloglock')"))
                .isEmpty();
    }

    private void migrate(Map<String, String> settings) throws Exception {
        try (Connection connection = pool.getConnection()) {
            Scope.child(Map.of(CommandLine.IN_SCOPE, settings), () -> {
                try (Liquibase liquibase = new Liquibase(
                        "master.yaml", new DirectoryResourceAccessor(folder), new JdbcConnection(connection))) {
                    liquibase.update("");
                }
            });
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Those of the session, and its role. */
    private Map<String, String> settings() throws SQLException {
        try (Connection connection = pool.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select name, setting from pg_settings "
                                + " union all select 'role', current_setting('role')")) {
            Map<String, String> settings = new TreeMap<>();
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
            return settings;
        }
    }
}
