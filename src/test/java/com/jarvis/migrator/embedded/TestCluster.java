package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the tests, as closed to other users of the machine as those of the migrator: on the loopback
 * interface, without a socket, with a random password, its programs in this user's cache. It ends with this process.
 */
public final class TestCluster implements AutoCloseable {

    private static final String USER = ScratchServer.USER;

    /** Its arguments: the folder to remove at the end, or nothing; then the command of the server. */
    private static final String GUARD = """
            trap '' INT HUP TERM
            remove=$1; shift
            "$@" </dev/null &
            server=$!
            cat >/dev/null
            kill -QUIT "$server" 2>/dev/null
            wait "$server"
            [ -z "$remove" ] || rm -rf "$remove"
            """;

    /** For data that nobody will miss. */
    private static final List<String> SETTINGS = List.of(
            "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "timezone=UTC");

    /** Bytes. */
    private static final long ROOM = 4L << 30;

    private final Process guard;
    private final Path data;
    private final int port;
    private final String password;

    private TestCluster(Process guard, Path data, int port, String password) {
        this.guard = guard;
        this.data = data;
        this.port = port;
        this.password = password;
    }

    /** Starts a server in a temporary folder, which is removed when it ends. */
    public static TestCluster start(String... settings) throws IOException {
        Path folder = temporaryFolder();
        return start(folder.resolve("data"), 0, Optional.of(folder), binaries(), settings);
    }

    /**
     * Starts a server.
     *
     * @param data its folder; a new cluster is made there if it does not exist
     * @param port 0 for any
     * @param settings {@code name=value}
     */
    public static TestCluster start(Path data, int port, String... settings) throws IOException {
        return start(data, port, Optional.empty(), binaries(), settings);
    }

    private static Binaries binaries() throws IOException {
        try {
            return Binaries.forThisPlatform();
        } catch (MigratorException e) {
            throw new IOException(e);
        }
    }

    /** Starts a server of a major version in a temporary folder, if its programs can be had. */
    public static Optional<TestCluster> ofMajor(int majorVersion) throws IOException, MigratorException {
        Binaries binaries = Binaries.likeServer(majorVersion);
        if (binaries.majorVersion() != majorVersion) {
            return Optional.empty();
        }
        Path folder = temporaryFolder();
        return Optional.of(start(folder.resolve("data"), 0, Optional.of(folder), binaries));
    }

    /**
     * In memory where there is room: each test database is some 300 files, and ext4 searches longer for a new inode the more were
     * deleted in the last seconds (recently_deleted in fs/ext4/ialloc.c).
     */
    private static Path temporaryFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM
                ? Files.createTempDirectory(memory, "jarvis-tests")
                : Files.createTempDirectory("jarvis-tests");
    }

    /** The artifact with the programs of a major version. */
    public static String artifact(int majorVersion) throws MigratorException {
        return Binaries.forThisPlatform().ofMajor(majorVersion).orElseThrow();
    }

    private static TestCluster start(Path data, int port, Optional<Path> remove, Binaries binaries, String... settings)
            throws IOException {
        try {
            Path folder = data.toAbsolutePath().getParent();
            Owner owner = Owner.of(folder);
            Programs programs = Programs.of(binaries, owner, folder);
            Path secret = folder.resolve("." + data.getFileName() + ".password");
            if (Files.notExists(data)) {
                initialize(data, secret, owner, programs);
            }
            int chosen = port == 0 ? Server.freePort() : port;
            List<String> command = new ArrayList<>(owner.prefix());
            command.addAll(List.of("sh", "-c", GUARD, "test-cluster"));
            command.add(remove.map(Path::toString).orElse(""));
            command.addAll(List.of(programs.program("postgres"), "-D", data.toString(), "-p", "" + chosen));
            Stream.concat(SETTINGS.stream(), Stream.of(settings))
                    .forEach(setting -> command.addAll(List.of("-c", setting)));
            Process guard = process(command, folder).start();
            while (!Postmaster.isReady(data)) {
                if (!guard.isAlive()) {
                    throw new IOException("The server in " + data + " did not start");
                }
                Thread.sleep(10);
            }
            return new TestCluster(guard, data, chosen, Files.readString(secret));
        } catch (InterruptedException | MigratorException e) {
            throw new IOException(e);
        }
    }

    private static void initialize(Path data, Path secret, Owner owner, Programs programs)
            throws IOException, InterruptedException, MigratorException {
        owner.take(data.toAbsolutePath().getParent());
        Initdb initdb = Initdb.of(data, USER, secret, programs.majorVersion());
        Initdb.writeSecret(secret, initdb.password(), owner);
        List<String> command = new ArrayList<>(owner.prefix());
        command.add(programs.program("initdb"));
        Stream.of(initdb.arguments("--no-sync")) // of every version, and for databases of every encoding
                .filter(argument -> !argument.matches("--(locale-provider|builtin-locale|set)=.*"))
                // A client computes SCRAM's 4,096 rounds at each connection; PostgreSQL 14 and 15 cannot do with fewer.
                .map(argument -> argument.replace("scram-sha-256", "password"))
                .forEach(command::add);
        if (process(command, data.toAbsolutePath().getParent()).start().waitFor() != 0) {
            throw new IOException("initdb failed for " + data);
        }
        Files.writeString(
                data.resolve("postgresql.conf"),
                "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n",
                StandardOpenOption.APPEND);
    }

    private static ProcessBuilder process(List<String> command, Path folder) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** {@code host:port}. */
    public String host() {
        return "localhost:" + port;
    }

    public int port() {
        return port;
    }

    public String username() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** One of its databases. */
    public TestDatabase database(String name) {
        return new TestDatabase(name, "jdbc:postgresql://%s/%s".formatted(host(), name), USER, password);
    }

    /** Ends the server without a checkpoint, as {@code pg_ctl stop -m immediate} does. */
    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            guard.waitFor(1, TimeUnit.MINUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process of the server itself. */
    public long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    }
}
