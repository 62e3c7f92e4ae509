package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A throw-away PostgreSQL for as long as migrations are traced: a cluster of its own in a temporary folder, on loopback,
 * up in about a second. Migrations that are not proven yet never run next to data that counts, CONCURRENTLY and all
 * that does not run inside a transaction can be tried, locks and statistics are the trace's alone, and nothing is left
 * behind. The price: it is the embedded version, whatever version the live server is, and it has the extensions of
 * the embedded binaries only.
 */
public final class ScratchServer implements AutoCloseable {

    private final EmbeddedPostgres server;

    /** @throws MigratorException if it does not start */
    ScratchServer() throws MigratorException {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "10")
                    // A changeset that makes hundreds of tables locks them all (manual, 20.12).
                    .setServerConfig("max_locks_per_transaction", "10000")
                    .setServerConfig("fsync", "off")
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException | IllegalStateException e) {
            throw new MigratorException("""
                    The throw-away PostgreSQL in which migrations are tried did not start: %s
                    Nothing was traced. To go without: -Dlint.fail=never""".formatted(e.getMessage()), e);
        }
    }

    /** A connection to its one database, empty at first. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
