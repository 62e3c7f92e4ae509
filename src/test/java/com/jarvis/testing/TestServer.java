package com.jarvis.testing;

import com.jarvis.migrator.embedded.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server of all tests: postgres:18 by Testcontainers if Docker can start it, otherwise embedded PostgreSQL. The
 * environment variable TEST_POSTGRES=embedded selects the latter. It prints once which one it uses, and stops after the tests.
 *
 * @param host {@code host:port}
 */
record TestServer(String kind, String host, String username, String password) {

    /** Without a network, Testcontainers tries for many minutes to pull images. */
    private static final Duration DOCKER_LIMIT = Duration.ofSeconds(60);

    private static TestServer shared;
    private static Connection administrator;

    static synchronized TestServer shared() {
        if (shared == null) {
            shared = start();
            System.out.printf("The tests' PostgreSQL: %s, %s%s%n", shared.version(), shared.kind, TestSet.note());
        }
        return shared;
    }

    private static TestServer start() {
        FutureTask<Optional<TestServer>> docker = new FutureTask<>(TestServer::inDocker);
        Thread thread = new Thread(docker, "postgres:18");
        thread.setDaemon(true);
        thread.start();
        try {
            return docker.get(DOCKER_LIMIT.toSeconds(), TimeUnit.SECONDS).orElseGet(TestServer::embedded);
        } catch (TimeoutException e) {
            System.out.printf("Docker answers, but postgres:18 is not up after %d s%n", DOCKER_LIMIT.toSeconds());
        } catch (ExecutionException e) {
            System.out.println("Docker answers, but cannot start postgres:18: " + e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return embedded();
    }

    @SuppressWarnings("resource") // Testcontainers stops it when the tests end
    private static Optional<TestServer> inDocker() {
        if ("embedded".equals(System.getenv("TEST_POSTGRES"))
                || !DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        var container = new PostgreSQLContainer("postgres:18").withPassword("Aq7-of-the-tests");
        container.start();
        return Optional.of(new TestServer(
                "in Docker by Testcontainers",
                container.getHost() + ":" + container.getFirstMappedPort(),
                container.getUsername(),
                container.getPassword()));
    }

    @SuppressWarnings("resource") // ends with the tests
    private static TestServer embedded() {
        try {
            TestCluster cluster = TestCluster.start();
            return new TestServer("embedded", cluster.host(), cluster.username(), cluster.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://%s/%s".formatted(host, database);
    }

    synchronized void execute(String sql) throws SQLException {
        try (var statement = administrator().createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * How to copy the template: as files, which takes a third of the time of the default where no disk is waited for
     * (fsync=off). PostgreSQL 14 has no other way.
     */
    String strategy() throws SQLException {
        return administrator().getMetaData().getDatabaseMajorVersion() == 14 ? "" : " strategy = file_copy";
    }

    private String version() {
        try {
            return administrator().getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection for all databases that are created and dropped. */
    private Connection administrator() throws SQLException {
        if (administrator == null) {
            administrator = DriverManager.getConnection(url("postgres"), username, password);
        }
        return administrator;
    }
}
