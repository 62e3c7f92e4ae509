package com.jarvis.migrator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScratchServerTest {

    @Test
    void nobody_gets_in_without_its_password_and_it_leaves_nothing_behind() throws Exception {
        Path data;
        try (ScratchServer server = ScratchServer.start();
                Connection connection = server.connect()) {
            data = Path.of(show(connection, "data_directory"));
            assertThat(show(connection, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(connection, "unix_socket_directories")).isEmpty();
            String url = connection.getMetaData().getURL();
            assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
                    .hasMessage(
                            "The server requested SCRAM-based authentication, but the password is an empty string.");
            assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "wrong"))
                    .hasMessage("FATAL: password authentication failed for user \"postgres\"");
            assertThat(Files.getPosixFilePermissions(data.getParent()).toString())
                    .doesNotContain("GROUP", "OTHERS");
        }
        assertThat(data.getParent()).doesNotExist();
    }

    @Test
    @Tag("process")
    void it_ends_with_a_command_that_is_killed() throws Exception {
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String data = new BufferedReader(new InputStreamReader(command.getInputStream())).readLine();
        long server = Long.parseLong(
                Files.readAllLines(Path.of(data, "postmaster.pid")).get(0).strip());

        command.destroyForcibly().waitFor();

        ProcessHandle.of(server)
                .ifPresent(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20)));
        for (int i = 0; i < 200 && Files.exists(Path.of(data).getParent()); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(Path.of(data).getParent()).doesNotExist();
    }

    /** A command that starts a server and never ends. */
    static final class Holder {
        public static void main(String... arguments) throws Exception {
            try (ScratchServer server = ScratchServer.start();
                    Connection connection = server.connect()) {
                System.out.println(show(connection, "data_directory"));
                Thread.currentThread().join();
            }
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
