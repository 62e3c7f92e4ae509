package com.jarvis.migrator.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The arguments of initdb for every cluster that the migrator creates: it listens on 127.0.0.1 only, has no socket, and
 * requires a random password (SCRAM, which also authenticates the server to the client).
 *
 * @param data the new data folder
 * @param user the superuser
 * @param password a random one
 * @param passfile holds the password while initdb runs
 */
record Initdb(Path data, String user, String password, Path passfile) {

    static Initdb of(Path data, String user, Path passfile) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return new Initdb(data, user, Base64.getUrlEncoder().withoutPadding().encodeToString(random), passfile);
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

    String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + data,
                "--username=" + user,
                "--auth=scram-sha-256",
                "--pwfile=" + passfile,
                "--encoding=UTF8",
                "--wal-segsize=1", // Megabytes; the usual 16 are most of what the first start writes.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                // More rounds slow down who guesses a password, which a random one of 192 bits does not need, and each
                // login.
                "--set=scram_iterations=1",
                "--set=listen_addresses=127.0.0.1",
                "--set=unix_socket_directories=",
                "--set=timezone=UTC",
                "--set=log_timezone=UTC"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
