package com.jarvis.testing;

import com.jarvis.migrator.embedded.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** An embedded PostgreSQL of one test, which may crash and start again on the same port without harm to other tests. */
public final class RestartableServer implements AutoCloseable {

    private static final String USER = "postgres";

    private final Path data;
    private TestCluster server;

    /** @param data an empty folder */
    public RestartableServer(Path data) throws IOException {
        this.data = data;
        server = start(0);
    }

    /** {@code host:port}. */
    public String host() {
        return server.host();
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
    public void restartImmediately() throws IOException {
        server.close();
        server = start(server.port());
    }

    @Override
    public void close() {
        server.close();
    }

    private TestDatabase database(String name) {
        return server.database(name);
    }

    /** Commits are in the WAL file when they return; the operating system does not crash, so nothing is flushed to the disk. */
    private TestCluster start(int port) throws IOException {
        return TestCluster.start(data, port, "synchronous_commit=on", "full_page_writes=on");
    }
}
