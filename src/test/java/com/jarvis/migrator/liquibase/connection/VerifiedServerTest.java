package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.migrator.embedded.TestCluster;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sslmode=verify-full} against a server whose certificate names localhost. */
@Tag(TestSet.PROCESS)
class VerifiedServerTest {

    @TempDir
    Path folder;

    @Test
    void its_certificate_is_accepted_and_a_wrong_one_or_a_wrong_name_refused() throws Exception {
        Path right = certificate("right");
        Path wrong = certificate("wrong");
        try (TestCluster server =
                TestCluster.start("ssl=on", "ssl_cert_file=" + right, "ssl_key_file=" + folder.resolve("right.key"))) {
            String url = "jdbc:postgresql://%s:" + server.port() + "/postgres?sslmode=verify-full&sslrootcert=%s";

            assertThat(connect(url.formatted("localhost", right), server.password()))
                    .isNull();
            assertThat(connect(url.formatted("localhost", wrong), server.password()))
                    .hasMessageContaining("No encrypted connection: SSL error: PKIX path validation failed");
            assertThat(connect(url.formatted("127.0.0.1", right), server.password()))
                    .hasMessageContaining("The hostname 127.0.0.1 could not be verified");
        }
    }

    /** @return null when the connection came about, and it is encrypted */
    private static Throwable connect(String url, String password) {
        Properties user = new Properties();
        user.setProperty("user", "postgres");
        user.setProperty("password", password);
        return catchThrowable(() -> {
            try (PostgresConnection connection = new PostgresConnection()) {
                connection.open(url, null, user);
                connection.getDatabaseProductName();
                var row = connection
                        .getUnderlyingConnection()
                        .createStatement()
                        .executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
                row.next();
                assertThat(row.getBoolean(1)).isTrue();
            }
        });
    }

    /** Makes a self-signed one, with its key beside it. */
    private Path certificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        Path key = pem(name + ".key", "PRIVATE KEY", keys.getKey(name, password).getEncoded());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
    }

    private Path pem(String file, String kind, byte[] content) throws IOException {
        return Files.writeString(
                folder.resolve(file),
                "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                        .formatted(
                                kind,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)));
    }
}
