package com.jarvis.migrator.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arguments of initdb for every cluster that the migrator creates: it listens on 127.0.0.1 only, has no socket, and
 * requires a random password (SCRAM, which also authenticates the server to the client).
 *
 * @param data the new data folder
 * @param user the superuser
 * @param password a random one
 * @param passfile holds the password while initdb runs
 * @param majorVersion of initdb
 */
record Initdb(Path data, String user, String password, Path passfile, int majorVersion) {

    private static final List<String> SETTINGS =
            List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC");

    /**
     * More rounds slow down who guesses a password, which a random one of 192 bits does not need, and each login. PostgreSQL 15 cannot
     * do with fewer.
     */
    private static final String FEW_ROUNDS = "scram_iterations=1";

    static Initdb of(Path data, String user, Path passfile, int majorVersion) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return new Initdb(
                data, user, Base64.getUrlEncoder().withoutPadding().encodeToString(random), passfile, majorVersion);
    }

    /** Writes a file that only its owner can read. */
    static void writeSecret(Path file, String text, Owner owner) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file);
        file.toFile().setReadable(false, false);
        file.toFile().setReadable(true, true);
        Files.writeString(file, text);
        owner.take(file);
    }

    /**
     * The arguments.
     *
     * @param settings {@code name=value}, in addition to those of every cluster
     */
    String[] arguments(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + data,
                "--username=" + user,
                "--auth=scram-sha-256",
                "--pwfile=" + passfile,
                "--encoding=UTF8",
                "--wal-segsize=1", // Megabytes; the usual 16 are most of what the first start writes.
                "--locale=C"));
        if (majorVersion >= 17) {
            arguments.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        if (takesSettings()) {
            Stream.concat(Stream.of(FEW_ROUNDS), all(settings))
                    .map(setting -> "--set=" + setting)
                    .forEach(arguments::add);
        }
        return arguments.toArray(String[]::new);
    }

    /** What to append to {@code postgresql.conf} after initdb; empty if it takes the settings itself. */
    String configuration(String... settings) {
        return takesSettings()
                ? ""
                : all(settings)
                        .map(setting -> setting.replaceFirst("=(.*)", " = '$1'\n"))
                        .collect(Collectors.joining());
    }

    /** The option --set is new in PostgreSQL 16. */
    private boolean takesSettings() {
        return majorVersion >= 16;
    }

    private static Stream<String> all(String... settings) {
        return Stream.concat(SETTINGS.stream(), Stream.of(settings));
    }
}
