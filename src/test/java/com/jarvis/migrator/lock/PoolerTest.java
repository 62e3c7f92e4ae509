package com.jarvis.migrator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behind a real PgBouncer that pools transactions; run where it is installed ({@code apt-get install pgbouncer}). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag(TestSet.PROCESS)
class PoolerTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private Process pooler;
    private String url;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer")
                        .anyMatch(file -> Files.isExecutable(Path.of(file))),
                "PgBouncer is not installed");
        database = TestDatabase.create();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String[] server = database.url().replaceFirst(".*//([^/]+)/.*", "$1").split(":");
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                %1$s = host=%2$s port=%3$s dbname=%1$s user=%4$s%5$s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %6$d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                database.name(), server[0], server[1], database.username(), password(database.password()), port));
        List<String> command = new ArrayList<>(List.of("pgbouncer", settings.toString()));
        if ("root".equals(System.getProperty("user.name"))) { // it refuses to run as root
            folder.toFile().setExecutable(true, false);
            settings.toFile().setReadable(true, false);
            folder.toFile().setReadable(true, false);
            command = List.of(
                    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "pgbouncer", settings.toString());
        }
        pooler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "log"))
                .start();
        url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database.name());
    }

    @AfterEach
    void stop() throws Exception {
        if (pooler != null) {
            pooler.destroy();
            pooler.waitFor();
            database.close();
        }
    }

    @Test
    void refused_without_contention_and_with_where_pgbouncer_is_installed() throws Exception {
        String refusal = """
                This connection goes through a pooler (PgBouncer or the like), and no migration was run.
                A pooler may run each transaction in another session, so the lock that keeps two migrations from \
                running at once would not work.
                Give the URL of PostgreSQL itself, as in -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis, or, if \
                the pooler keeps one session per connection (pool_mode = session), add -Dlock.pooler=session""";
        try (Connection one = connect();
                Connection other = connect()) {
            assertThat(catchThrowable(() -> AdvisoryLock.of(one, "public").tryAcquire()))
                    .isInstanceOf(MigratorException.class)
                    .hasMessage(refusal);
            other.setAutoCommit(false);
            other.createStatement().execute("select 1");
            assertThat(catchThrowable(() -> AdvisoryLock.of(one, "public").tryAcquire()))
                    .hasMessage(refusal);
        }
        try (Connection direct = database.connect()) {
            assertThat(AdvisoryLock.of(direct, "public").holder()).isEmpty();
        }
    }

    private Connection connect() throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return DriverManager.getConnection(url, database.username(), database.password());
            } catch (SQLException e) {
                if (attempt == 50 || !pooler.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("log")), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private static String password(String value) {
        return value.isEmpty() ? "" : " password='" + value.replace("'", "''") + "'";
    }
}
