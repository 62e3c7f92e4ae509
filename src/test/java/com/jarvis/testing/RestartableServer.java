package com.jarvis.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** An embedded PostgreSQL of one test, which may crash and start again on the same port without harm to other tests. */
public final class RestartableServer implements AutoCloseable {

    private static final String USER = "postgres";

    private final Path data;
    private EmbeddedPostgres server;

    /** @param data an empty folder */
    public RestartableServer(Path data) throws IOException {
        this.data = data;
        server = builder().start();
    }

    /** {@code host:port}. */
    public String host() {
        return "localhost:" + server.getPort();
    }

    /** Creates a database; the caller drops it with {@link #drop}. */
    public TestDatabase create(String name) throws SQLException {
        return create(name, "template1");
    }

    /**
     * Creates a copy of a database.
     *
     * @param template has no sessions
     */
    public TestDatabase create(String name, String template) throws SQLException {
        database(USER).execute("create database %s template %s".formatted(name, template));
        return database(name);
    }

    public void drop(TestDatabase database) throws SQLException {
        database(USER).execute("drop database %s with (force)".formatted(database.name()));
    }

    /** Stops the server without a checkpoint, as {@code pg_ctl restart -m immediate} does, and starts it; it recovers from its WAL. */
    public void restartImmediately() throws IOException, InterruptedException {
        int port = server.getPort();
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        new ProcessBuilder("kill", "-QUIT", String.valueOf(pid)).start().waitFor();
        while (Files.exists(data.resolve("postmaster.pid"))
                && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            Thread.sleep(5);
        }
        server.close();
        server = builder().setPort(port).start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private TestDatabase database(String name) {
        return new TestDatabase(name, server.getJdbcUrl(USER, name), USER, "");
    }

    /** Commits are in the WAL file when they return; the operating system does not crash, so nothing is flushed to the disk. */
    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
    }
}
