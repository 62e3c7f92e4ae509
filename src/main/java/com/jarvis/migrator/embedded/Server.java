package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.lock.CommandLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/**
 * The embedded PostgreSQL itself: its programs, its data, its process. The caller of a method that changes something must
 * hold the {@link CommandLock}.
 *
 * <p>The binaries are io.zonky's, but not the launcher: that one accepts everyone on the machine without a password, turns
 * {@code fsync} off, and cannot join a running server. This class uses PostgreSQL's initdb and pg_ctl. The server listens
 * only on 127.0.0.1 and requires a random password; see {@link Initdb}.
 *
 * @param programs the folder with initdb, pg_ctl and postgres
 */
record Server(Folder folder, Owner owner, Binaries binaries, Path programs) {

    /** The database and its owner, as in docker-compose.yml. */
    static final String NAME = "jarvis";

    private static final String INVALID_CATALOG_NAME = "3D000";

    static Server in(Folder folder) throws IOException, InterruptedException, MigratorException {
        Binaries binaries = Binaries.forThisPlatform();
        return new Server(
                folder, Owner.of(folder.path()), binaries, folder.path().resolve(binaries.name()));
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    Properties credentials() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("user", NAME);
        String line = Files.readString(folder.passfile()).strip();
        properties.setProperty("password", line.substring(line.lastIndexOf(':') + 1));
        // Another program may listen on the port of a server that was killed: it must prove that it knows the password.
        properties.setProperty("requireAuth", "scram-sha-256");
        return properties;
    }

    /**
     * Creates the data if necessary, and starts the server unless it is running.
     *
     * @param application the application name of the connection
     * @return a connection to the database, for the caller to close
     */
    Connection up(String application) throws Exception {
        prepare();
        Postmaster running = Postmaster.of(folder.data());
        if (running != null) {
            return connect(running.port(), application);
        }
        int port = start();
        try {
            return connect(port, application);
        } catch (Exception e) {
            stop();
            throw e;
        }
    }

    /** Stops the server in order and ends the remaining sessions. */
    void stop() throws IOException, InterruptedException, MigratorException {
        if (Postmaster.of(folder.data()) == null) {
            return; // It was killed.
        }
        run("pg_ctl", "stop", "--silent", "--mode=fast", "--pgdata=" + folder.data());
    }

    private void prepare() throws IOException, InterruptedException, MigratorException {
        if (!Files.exists(programs)) {
            Path half = folder.path().resolve("programs.new");
            Folder.remove(half);
            binaries.unpack(half);
            owner.take(half);
            Files.move(half, programs);
        }
        if (!Files.exists(folder.data())) {
            initialize();
        }
        if (!Files.exists(folder.passfile())) {
            throw folder.broken("Its password is missing (%s).".formatted(folder.passfile()));
        }
        Path version = folder.data().resolve("PG_VERSION");
        String major = Files.exists(version) ? Files.readString(version).strip() : "";
        if (!major.equals(String.valueOf(binaries.majorVersion()))) {
            throw folder.broken(
                    major.isEmpty()
                            ? "It has no PG_VERSION, so it is not a complete PostgreSQL data folder."
                            : "Its data is from PostgreSQL %s, but this is PostgreSQL %d."
                                    .formatted(major, binaries.majorVersion()));
        }
    }

    /** Creates the data folder under another name first, so that one with the final name is always complete. */
    private void initialize() throws IOException, InterruptedException, MigratorException {
        Path half = folder.path().resolve("data.new");
        Path secret = folder.path().resolve("password.new");
        Folder.remove(half);
        Initdb initdb = Initdb.of(half, NAME, secret, binaries.majorVersion());
        Initdb.writeSecret(secret, initdb.password(), owner);
        Initdb.writeSecret(folder.passfile(), "127.0.0.1:*:*:%s:%s%n".formatted(NAME, initdb.password()), owner);
        run("initdb", initdb.arguments());
        Files.writeString(half.resolve("postgresql.conf"), initdb.configuration(), StandardOpenOption.APPEND);
        Files.delete(secret);
        Files.move(half, folder.data());
    }

    private int start() throws IOException, InterruptedException, MigratorException {
        int port = freePort();
        Files.deleteIfExists(folder.log());
        run(
                "pg_ctl",
                "start",
                "--wait",
                "--silent",
                "--pgdata=" + folder.data(),
                "--log=" + folder.log(),
                "--options=-p " + port);
        return port;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private Connection connect(int port, String application) throws SQLException, IOException {
        try {
            return connect(url(port, NAME), application);
        } catch (SQLException e) {
            if (!INVALID_CATALOG_NAME.equals(e.getSQLState())) {
                throw e;
            }
            try (Connection connection = connect(url(port, "postgres"), application)) {
                connection.createStatement().execute("create database " + NAME);
            }
            return connect(url(port, NAME), application);
        }
    }

    private Connection connect(String url, String application) throws SQLException, IOException {
        Properties properties = credentials();
        properties.setProperty("ApplicationName", application);
        return new Driver().connect(url, properties);
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException, MigratorException {
        List<String> command = new ArrayList<>(owner.prefix());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = folder.path().resolve(program + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        owner.take(output);
        if (process.waitFor() != 0) {
            throw folder.broken(words(Files.exists(folder.log()) ? folder.log() : output, output));
        }
    }

    /** The messages of the server without timestamps, or the program's output if the server logged none. */
    private static String words(Path log, Path output) throws IOException {
        String fatal = Files.readAllLines(log).stream()
                .filter(line -> line.matches(".*(PANIC|FATAL|DETAIL|HINT):.*"))
                .map(line -> line.replaceFirst("^.*?(PANIC|FATAL|DETAIL|HINT):\\s+", ""))
                .collect(Collectors.joining("\n"));
        return fatal.isEmpty() ? Files.readString(output).strip() : fatal;
    }
}
