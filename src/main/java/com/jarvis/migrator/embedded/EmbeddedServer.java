package com.jarvis.migrator.embedded;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.lock.CommandLock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A command's share in the embedded PostgreSQL of a project. The first command starts the server, others join it, and the
 * last one to leave stops it.
 *
 * <p>The commands are counted by their connections: each holds one while it runs, and the operating system closes it if the
 * command is killed. A server that outlives a killed command is joined and stopped by the next one.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The application name of a command's connection. */
    private static final String SHARE = "jarvis-migrator share";

    /** A closed connection is listed for a while, but its name changes at once. */
    private static final String GIVE_UP = "set application_name = 'jarvis-migrator left'";

    private static final String OTHERS =
            "select count(*) from pg_stat_activity where application_name = '" + SHARE + "'";

    private final Server server;
    private final String url;
    private final Connection share;
    private final Thread hook = new Thread(this::leave);
    private boolean left;

    private EmbeddedServer(Server server, Connection share) throws SQLException {
        this.server = server;
        this.url = share.getMetaData().getURL();
        this.share = share;
    }

    /**
     * Starts the project's server, or joins it if it is running.
     *
     * @param project the project's folder; all files of the server are in its {@code .postgres}
     * @throws MigratorException if the server cannot be used: data of another major version, damaged or read-only data, no
     *     binaries for this platform
     */
    public static EmbeddedServer join(Path project) throws MigratorException {
        Folder folder = Folder.in(project);
        try {
            return CommandLock.behind(folder.lock(), purpose(folder), () -> {
                Server server = Server.in(folder);
                EmbeddedServer embedded = new EmbeddedServer(server, server.up(SHARE));
                Runtime.getRuntime().addShutdownHook(embedded.hook);
                return embedded;
            });
        } catch (MigratorException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigratorException("Interrupted while the embedded PostgreSQL was starting.", e);
        } catch (Exception e) {
            throw folder.unusable(e);
        }
    }

    /** The server's URL: {@code jdbc:postgresql://127.0.0.1:<port>/jarvis}, without user and password. */
    public String url() {
        return url;
    }

    /** The user and the password of {@link #url()}, as the driver's properties. */
    public Properties credentials() throws IOException {
        return server.credentials();
    }

    /** The file with the password, in the format of libpq's .pgpass. */
    public Path passfile() {
        return server.folder().passfile();
    }

    /** How to reach the server with psql; the password stays in its file. */
    public String psql() {
        Properties parts = Driver.parseURL(url, new Properties());
        return "psql \"host=127.0.0.1 port=%s dbname=%s user=%s passfile=%s\""
                .formatted(parts.getProperty("PGPORT"), Server.NAME, Server.NAME, passfile());
    }

    /** Leaves the server; the last to leave stops it. */
    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook runs by itself and has nothing left to do.
        }
    }

    private synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        try {
            CommandLock.behind(server.folder().lock(), purpose(server.folder()), () -> {
                boolean last = isLast();
                share.close();
                if (last) {
                    server.stop();
                }
                return null;
            });
        } catch (Exception e) {
            // The command's work is committed; the next command joins the server and stops it.
            Console.err().println("The embedded PostgreSQL was left running: " + e.getMessage());
        }
    }

    private static String purpose(Folder folder) {
        return "to start or stop the embedded PostgreSQL in " + folder.path();
    }

    private boolean isLast() {
        try (Statement statement = share.createStatement()) {
            statement.execute(GIVE_UP);
            var others = statement.executeQuery(OTHERS);
            others.next();
            return others.getInt(1) == 0;
        } catch (SQLException e) {
            return true; // The server is stopped or stopping.
        }
    }
}
