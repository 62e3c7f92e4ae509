package com.jarvis.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An empty database for one test, on a server that all tests share. Closing drops it. */
public record TestDatabase(String name, String url, String username, String password) implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Creates an empty database; the first call starts the server. */
    public static TestDatabase create() {
        TestServer server = TestServer.shared();
        String name = "test_" + NUMBER.incrementAndGet();
        try {
            server.execute("create database " + name + server.strategy());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(name, server.url(name), server.username(), server.password());
    }

    /** The URL in the form of {@code DATABASE_URL}, with user and password. */
    public String uri() {
        return url.replace("jdbc:postgresql://", "postgresql://%s:%s@".formatted(username, password));
    }

    /** A new connection in auto-commit mode; the caller must close it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, username, password);
    }

    /** Runs one or more statements, separated by semicolons. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** PostgreSQL's major version: 18. */
    public int majorVersion() throws SQLException {
        return Integer.parseInt(strings("show server_version_num").get(0)) / 10000;
    }

    /** The first column of a query's rows, as PostgreSQL prints it. */
    public List<String> strings(String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            var row = statement.executeQuery(query);
            while (row.next()) {
                strings.add(row.getString(1));
            }
        }
        return strings;
    }

    @Override
    public void close() throws SQLException {
        TestServer.shared().execute("drop database " + name + " with (force)");
    }
}
