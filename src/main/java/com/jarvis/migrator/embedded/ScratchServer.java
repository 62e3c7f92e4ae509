package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.session.PinnedSettings;
import com.jarvis.migrator.sql.Identifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;

/**
 * A throw-away PostgreSQL: a cluster of its own in a temporary folder, on the loopback interface, without a socket, with a
 * random password. Untested migrations run far from real data, CONCURRENTLY and other statements that do not run inside a
 * transaction can be tried, locks and statistics are those of the command alone, and nothing is left behind. The price: it
 * has only the extensions of the embedded binaries.
 *
 * <p>It ends with the command: the shell that starts it waits for the end of its standard input, which the operating system
 * closes when this process ends, even by SIGKILL.
 */
public final class ScratchServer implements AutoCloseable {

    static final String USER = "postgres";

    /**
     * Its arguments: the server's folder, its program, the port, the command that creates the cluster. A server that has just
     * started may not handle signals yet; it does once it has written postmaster.pid.
     */
    private static final String GUARD = """
            trap '' INT HUP TERM
            folder=$1; postgres=$2; port=$3; shift 3
            "$@" >"$folder/log" 2>&1 </dev/null || exit 1
            [ ! -f "$folder/settings" ] || cat "$folder/settings" >>"$folder/data/postgresql.conf" || exit 1
            rm -f "$folder/password" "$folder/settings"
            "$postgres" -D "$folder/data" -p "$port" >>"$folder/log" 2>&1 </dev/null &
            server=$!
            cat >/dev/null
            for second in 1 2 3 4 5; do
              [ -f "$folder/data/postmaster.pid" ] && break
              sleep 1
            done
            kill -QUIT "$server" 2>/dev/null
            wait "$server"
            rm -rf "$folder"
            """;

    /**
     * Removes the folder if this process ends before the guard has it: choosing the user and verifying the programs take a
     * while, and a SIGKILL may come then.
     */
    private static final String REMOVE_FOLDER = """
            trap '' INT HUP TERM
            cat >/dev/null
            rm -rf "$1"
            """;

    /** Before PostgreSQL 16, CREATEROLE includes the right to grant each of these to oneself. */
    private static final String NO_ROLES_OF_THE_MACHINE = """
            set allow_system_table_mods = on;
            delete from pg_authid
            where rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files');
            reset allow_system_table_mods""";

    private static final int ATTEMPTS = 5;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    private final Process guard;
    private final String url;
    private final Properties credentials;

    private ScratchServer(Process guard, String url, Properties credentials) {
        this.guard = guard;
        this.url = url;
        this.credentials = credentials;
    }

    /**
     * Starts a server of the embedded version.
     *
     * @throws MigratorException if it does not start
     */
    public static ScratchServer start() throws MigratorException {
        return start(Binaries.forThisPlatform());
    }

    /**
     * Starts a server with one empty database; this takes about a second. If another program takes its port first, it tries
     * another one.
     *
     * @throws MigratorException if it does not start
     */
    public static ScratchServer start(Binaries binaries) throws MigratorException {
        try {
            for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
                try {
                    return attempt(binaries);
                } catch (PortTaken e) {
                    // The next attempt takes another one.
                }
            }
            return attempt(binaries);
        } catch (IOException | PortTaken e) {
            throw failed(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("it was interrupted", e);
        }
    }

    /** Connects as a superuser to its one database, which is empty at first; with the settings of a connection to the live server. */
    public Connection connect() throws SQLException {
        return connect(credentials);
    }

    private Connection connect(Properties properties) throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        PinnedSettings.pin(connection);
        return connection;
    }

    /**
     * Connects as a role that owns the database but is no superuser, so it can run no program and read no file of this
     * machine (manual, 21.5). It is created on first use.
     */
    public Connection connectAs(String role) throws SQLException {
        String name = Identifiers.quote(role);
        try (Connection superuser = connect();
                Statement statement = superuser.createStatement()) {
            if (!exists(superuser, role)) {
                statement.execute("create role %s login createrole password '%s'"
                        .formatted(name, credentials.getProperty("password")));
                if (superuser.getMetaData().getDatabaseMajorVersion() >= 16) {
                    statement.execute("alter role %s set createrole_self_grant = 'set, inherit'".formatted(name));
                } else {
                    statement.execute(NO_ROLES_OF_THE_MACHINE);
                }
                statement.execute("alter database postgres owner to " + name);
                statement.execute("alter schema public owner to " + name);
            }
        }
        Properties own = new Properties();
        own.putAll(credentials);
        own.setProperty("user", role);
        return connect(own);
    }

    private static boolean exists(Connection connection, String role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select from pg_roles where rolname = ?")) {
            statement.setString(1, role);
            return statement.executeQuery().next();
        }
    }

    /** Ends the server and removes its files. */
    @Override
    public void close() {
        end(guard);
        try {
            guard.waitFor(PATIENCE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScratchServer attempt(Binaries binaries)
            throws IOException, InterruptedException, MigratorException, PortTaken {
        Path folder = Files.createTempDirectory("jarvis-scratch");
        Process janitor = removing(folder);
        Owner owner = Owner.of(folder);
        Programs programs = Programs.of(binaries, owner, folder);
        NewCluster cluster = NewCluster.in(folder, USER, programs, owner);
        owner.take(folder);
        int port = Server.freePort();
        List<String> command = new ArrayList<>(owner.prefix());
        command.addAll(List.of("sh", "-c", GUARD, "scratch-server", folder.toString()));
        command.addAll(List.of(programs.program("postgres"), String.valueOf(port)));
        command.addAll(cluster.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Process guard = builder.start();
        janitor.destroyForcibly(); // the guard removes the folder from now on
        awaitReady(guard, folder, port, cluster.repair());
        Properties credentials = new Properties();
        credentials.setProperty("user", USER);
        credentials.setProperty("password", cluster.password());
        credentials.setProperty("requireAuth", "scram-sha-256");
        return new ScratchServer(guard, "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), credentials);
    }

    private static Process removing(Path folder) throws IOException {
        return new ProcessBuilder("sh", "-c", REMOVE_FOLDER, "scratch-folder", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitReady(Process guard, Path folder, int port, String repair)
            throws IOException, InterruptedException, MigratorException, PortTaken {
        Path log = folder.resolve("log");
        long start = System.nanoTime();
        while (!Postmaster.isReady(folder.resolve("data"))) {
            Thread.sleep(10);
            String text = Files.exists(log) ? Files.readString(log) : "";
            if (!guard.isAlive() || text.contains("FATAL: ") || System.nanoTime() - start > PATIENCE) {
                end(guard);
                if (!guard.isAlive()) {
                    Folder.remove(folder);
                }
                if (text.contains("could not bind")) {
                    throw new PortTaken("port " + port + " is in use");
                }
                throw failed(text.strip() + repair, null);
            }
        }
    }

    private static void end(Process guard) {
        try {
            guard.getOutputStream().close();
        } catch (IOException e) {
            guard.destroy(); // The shell has ended already.
        }
    }

    private static MigratorException failed(String why, Exception cause) {
        return new MigratorException("""
                The throw-away PostgreSQL for running migrations did not start: %s
                Nothing was run.""".formatted(why), cause);
    }

    /** Another program listens on the port. */
    private static final class PortTaken extends Exception {
        private static final long serialVersionUID = 1;

        PortTaken(String message) {
            super(message);
        }
    }
}
