package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A throw-away PostgreSQL for the time of a trace: a cluster of its own in a temporary folder, on the loopback interface,
 * started in about a second. Untested migrations run far from real data, CONCURRENTLY and other statements that do not run
 * inside a transaction can be tried, locks and statistics are those of the trace alone, and nothing is left behind. The
 * price: it is the embedded version, whatever the version of the live server, with the extensions of the embedded
 * binaries.
 */
public final class ScratchServer implements AutoCloseable {

    private final EmbeddedPostgres server;

    /** @throws MigratorException if it does not start */
    ScratchServer() throws MigratorException {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "10")
                    // A changeset that creates hundreds of tables locks them all (manual, 20.12).
                    .setServerConfig("max_locks_per_transaction", "10000")
                    .setServerConfig("fsync", "off")
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException | IllegalStateException e) {
            throw new MigratorException("""
                    The throw-away PostgreSQL for tracing migrations did not start: %s
                    Nothing was traced. To continue without a trace: -Dlint.fail=never""".formatted(e.getMessage()), e);
        }
    }

    /** Connects to its one database, which is empty at first. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
