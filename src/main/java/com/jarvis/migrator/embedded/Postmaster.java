package com.jarvis.migrator.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The server's process, from {@code postmaster.pid} (PostgreSQL's src/include/utils/pidfile.h: line 1 is the process, line 4
 * the port, line 8 the state).
 */
record Postmaster(long pid, int port) {

    /** How long to wait for a server that is starting or stopping, in tenths of a second. */
    private static final int PATIENCE = 600;

    /**
     * Waits while the server starts or stops. A file left by a killed server is deleted.
     *
     * @return null if no server is running
     */
    static Postmaster of(Path data) throws IOException, InterruptedException {
        Path file = data.resolve("postmaster.pid");
        for (int i = 0; i < PATIENCE; i++) {
            List<String> lines;
            try {
                lines = Files.readAllLines(file);
            } catch (NoSuchFileException e) {
                return null;
            }
            if (!lines.isEmpty() && !isServer(Long.parseLong(lines.get(0).strip()))) {
                Files.delete(file);
                return null;
            }
            if (isReady(lines)) {
                return new Postmaster(
                        Long.parseLong(lines.get(0).strip()),
                        Integer.parseInt(lines.get(3).strip()));
            }
            Thread.sleep(100);
        }
        return null;
    }

    /** Whether a server that this process has started accepts connections. */
    static boolean isReady(Path data) throws IOException {
        try {
            return isReady(Files.readAllLines(data.resolve("postmaster.pid")));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isReady(List<String> lines) {
        return lines.size() >= 8 && lines.get(7).startsWith("ready");
    }

    /** Another process may have the number by now. The program of another user's process cannot be read. */
    private static boolean isServer(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> process.info()
                        .command()
                        .map(c -> c.contains("postgres"))
                        .orElse(false))
                .orElse(false);
    }
}
