package com.jarvis.migrator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag(TestSet.PROCESS)
class EmbeddedServerTest {

    @TempDir
    Path project;

    private Path folder;

    @BeforeEach
    void a_project_with_a_stopped_server() throws Exception {
        EmbeddedProject.in(project);
        folder = project.resolve(".postgres");
    }

    @AfterEach
    void leave() throws Exception {
        EmbeddedProject.leave(project);
    }

    @Test
    void data_lasts_from_one_command_to_the_next() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.join(project);
                Connection connection = connect(server)) {
            connection.createStatement().execute("create table note as select 'kept' as body");
        }
        assertThat(isUp()).isFalse();

        try (EmbeddedServer server = EmbeddedServer.join(project)) {
            assertThat(query(server, "select body from note")).isEqualTo("kept");
        }
    }

    @Test
    void git_ignores_the_folder_without_a_line_in_the_project() throws Exception {
        Files.deleteIfExists(folder.resolve(".gitignore"));
        try (EmbeddedServer server = EmbeddedServer.join(project)) {
            assertThat(server.passfile()).exists();
        }
        assertThat(new ProcessBuilder("git", "init", "-q")
                        .directory(project.toFile())
                        .start()
                        .waitFor())
                .isZero();
        Process status = new ProcessBuilder("git", "status", "--porcelain", "--untracked-files=all")
                .directory(project.toFile())
                .start();
        assertThat(new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain(".postgres");
    }

    @Test
    void a_second_command_joins_and_the_last_to_leave_stops_the_server() throws Exception {
        EmbeddedServer first = EmbeddedServer.join(project);
        EmbeddedServer second = EmbeddedServer.join(project);
        assertThat(second.url()).isEqualTo(first.url());

        first.close();
        assertThat(query(second, "select 'up'")).isEqualTo("up");

        second.close();
        assertThat(isUp()).isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a program with another name")
    void a_program_that_listens_on_the_port_of_a_killed_server_does_not_get_the_password() throws Exception {
        EmbeddedServer.join(project).close();
        Path named = Files.createDirectory(project.resolve("bin")).resolve("postgres");
        Files.copy(Path.of("/bin/sleep").toRealPath(), named);
        Process stranger = new ProcessBuilder(named.toString(), "60").start();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Files.writeString(
                    folder.resolve("data/postmaster.pid"),
                    "%d\n%s\n0\n%d\n\n127.0.0.1\n0\nready   \n"
                            .formatted(stranger.pid(), folder.resolve("data"), socket.getLocalPort()));
            var received = Executors.newSingleThreadExecutor().submit(() -> {
                try (Socket client = socket.accept()) {
                    while (client.getInputStream().read(new byte[1000]) == 8) { // a request for encryption
                        client.getOutputStream().write('N');
                    }
                    client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3}); // cleartext password
                    return client.getInputStream().read();
                }
            });

            assertThatThrownBy(() -> EmbeddedServer.join(project)).isInstanceOf(MigratorException.class);

            assertThat(received.get(10, TimeUnit.SECONDS)).isNotEqualTo('p');
        } finally {
            stranger.destroyForcibly().waitFor();
            Files.deleteIfExists(folder.resolve("data/postmaster.pid"));
        }
    }

    @Test
    void eight_commands_at_once_share_one_server_and_none_loses_anything() throws Exception {
        var commands = Executors.newFixedThreadPool(8);
        try {
            var done = commands.invokeAll(IntStream.range(0, 8)
                    .<java.util.concurrent.Callable<Void>>mapToObj(i -> () -> {
                        try (EmbeddedServer server = EmbeddedServer.join(project);
                                Connection connection = connect(server)) {
                            connection.createStatement().execute("create table t" + i + " ()");
                        }
                        return null;
                    })
                    .toList());
            for (var one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            commands.shutdownNow();
        }
        assertThat(isUp()).isFalse();
        try (EmbeddedServer server = EmbeddedServer.join(project)) {
            assertThat(query(server, "select count(*) from pg_class where relname ~ '^t[0-7]$'"))
                    .isEqualTo("8");
        }
    }

    @Test
    void another_process_joins_and_its_SIGKILL_leaves_nothing_that_blocks_the_next_command() throws Exception {
        Process serve = serve();
        String url;
        try (EmbeddedServer joined = EmbeddedServer.join(project)) {
            url = joined.url();
        }
        assertThat(isUp()).as("serve keeps it up").isTrue();

        serve.destroyForcibly().waitFor();
        try (EmbeddedServer next = EmbeddedServer.join(project)) {
            assertThat(next.url()).isEqualTo(url);
            // PostgreSQL notices a client that is gone when it gets to it.
            Instant limit = Instant.now().plusSeconds(10);
            while (!query(
                            next,
                            "select count(*) from pg_stat_activity where application_name = 'jarvis-migrator share'")
                    .equals("1")) {
                assertThat(Instant.now()).isBefore(limit);
                Thread.sleep(10);
            }
        }
        assertThat(isUp()).isFalse();
    }

    @Test
    void a_server_that_was_killed_itself_starts_again_with_what_was_committed() throws Exception {
        EmbeddedServer server = EmbeddedServer.join(project);
        try (Connection connection = connect(server)) {
            connection.createStatement().execute("create table note as select 'kept' as body");
        }
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        postmaster.children().forEach(ProcessHandle::destroyForcibly);
        postmaster.destroyForcibly();
        postmaster.onExit().get(10, TimeUnit.SECONDS);
        server.close();

        try (EmbeddedServer next = EmbeddedServer.join(project)) {
            assertThat(query(next, "select body from note")).isEqualTo("kept");
        }
    }

    @Test
    void serving_in_the_foreground_says_how_to_connect_and_stops_with_the_process() throws Exception {
        Process serve = serve();
        int port = Postmaster.of(folder.resolve("data")).port();

        serve.toHandle().destroy();

        assertThat(new String(serve.getInputStream().readAllBytes())).isEqualTo("""
                            psql "host=127.0.0.1 port=%1$d dbname=jarvis user=jarvis passfile=%2$s/pgpass"
                            jdbc:postgresql://127.0.0.1:%1$d/jarvis
                        Ctrl-C stops it.
                        """.formatted(port, folder));
        serve.waitFor();
        assertThat(isUp()).isFalse();
    }

    @Test
    void nobody_gets_in_without_the_password_and_nobody_from_another_machine() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.join(project)) {
            for (String user : Set.of("jarvis", "postgres")) {
                Properties wrong = new Properties();
                wrong.setProperty("user", user);
                wrong.setProperty("password", "password");
                assertThatThrownBy(() -> DriverManager.getConnection(server.url(), wrong))
                        .isInstanceOf(SQLException.class)
                        .hasMessage("FATAL: password authentication failed for user \"%s\"", user);
            }
            int port = Postmaster.of(folder.resolve("data")).port();
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .forEach(address -> assertThatThrownBy(() -> new Socket(address, port).close())
                            .as("%s", address)
                            .isInstanceOf(IOException.class));
            assertThat(query(server, "show unix_socket_directories")).isEmpty();
            assertThat(query(server, "show fsync")).isEqualTo("on");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void nobody_else_may_read_the_folder_or_the_password() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("pgpass"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_command_killed_while_it_made_the_data_folder_leaves_nothing_in_the_way() throws Exception {
        Files.move(folder.resolve("data"), folder.resolve("data.new"));
        Files.delete(folder.resolve("data.new/PG_VERSION"));
        Files.writeString(folder.resolve("password.new"), "half");
        Files.createDirectories(folder.resolve("programs.new/bin"));

        try (EmbeddedServer server = EmbeddedServer.join(project)) {
            assertThat(query(server, "select 'up'")).isEqualTo("up");
        }
        assertThat(folder.resolve("data.new")).doesNotExist();
        assertThat(folder.resolve("password.new")).doesNotExist();
    }

    @Test
    void data_of_another_major_version_is_refused() throws IOException {
        Files.writeString(folder.resolve("data/PG_VERSION"), "17\n");

        assertRefused("Its data is from PostgreSQL 17, but this is PostgreSQL 18.");
    }

    @Test
    void a_data_folder_that_is_not_whole_is_refused() throws IOException {
        Files.delete(folder.resolve("data/PG_VERSION"));

        assertRefused("It has no PG_VERSION, so it is not a complete PostgreSQL data folder.");
    }

    @Test
    void damaged_data_is_refused_in_the_servers_own_words() throws IOException {
        Folder.remove(folder.resolve("data/pg_wal"));

        assertRefused("required WAL directory \"pg_wal\" does not exist");
    }

    @Test
    void a_lost_password_is_refused() throws IOException {
        Files.delete(folder.resolve("pgpass"));

        assertRefused("Its password is missing (%s/pgpass).".formatted(folder));
    }

    @Test
    void a_wrong_password_is_refused_and_the_server_stopped() throws IOException {
        Files.writeString(folder.resolve("pgpass"), "127.0.0.1:*:*:jarvis:wrong\n");

        assertRefused("FATAL: password authentication failed for user \"jarvis\"");
    }

    /** The refusal itself cannot be provoked as root, who may write everywhere. */
    @Test
    void a_folder_that_cannot_be_written_says_how_to_make_it_so() {
        assertThat(new Folder(folder).unusable(new AccessDeniedException(folder.toString())))
                .hasMessage("""
                        The embedded PostgreSQL keeps its database in %1$s, and %2$s cannot write there.
                        Make it writable:
                            sudo chown -R %2$s %1$s && chmod -R u+rwX %1$s
                        or use a PostgreSQL server: copy liquibase.properties.example to liquibase.properties.""", folder, System.getProperty("user.name"));
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> EmbeddedServer.join(project))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        The embedded PostgreSQL in %1$s does not start.
                        %2$s
                        To keep its data, fix that (the server's log is %1$s/log). To start with an empty database instead:
                            rm -rf %1$s""", folder, why);
        assertThat(isUp()).isFalse();
    }

    /** {@link Serve} in a process of its own, up. */
    private Process serve() throws IOException {
        Process serve = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dbasedir=" + project,
                        Serve.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        StringBuilder line = new StringBuilder();
        for (int c; (c = serve.getInputStream().read()) != '\n' && c != -1; ) {
            line.append((char) c);
        }
        assertThat(line.toString())
                .isEqualTo("The embedded PostgreSQL is running. Its password is in %s/pgpass.".formatted(folder));
        return serve;
    }

    private boolean isUp() {
        return Files.exists(folder.resolve("data/postmaster.pid"));
    }

    private static Connection connect(EmbeddedServer server) throws SQLException, IOException {
        return DriverManager.getConnection(server.url(), server.credentials());
    }

    private static String query(EmbeddedServer server, String sql) throws SQLException, IOException {
        try (Connection connection = connect(server)) {
            var row = connection.createStatement().executeQuery(sql);
            row.next();
            return row.getString(1);
        }
    }
}
