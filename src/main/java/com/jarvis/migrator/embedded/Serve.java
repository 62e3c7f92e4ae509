package com.jarvis.migrator.embedded;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.MigratorException;
import java.nio.file.Path;

/** Runs the embedded PostgreSQL in the foreground for psql and other clients: {@code mvn compile exec:java}. */
public final class Serve {

    private Serve() {}

    /**
     * Runs until the process is ended (Ctrl-C); the server stops with it.
     *
     * @param arguments none
     */
    public static void main(String... arguments) throws InterruptedException {
        try (EmbeddedServer server = EmbeddedServer.join(Path.of(System.getProperty("basedir", "")))) {
            Console.out().printf("""
                    The embedded PostgreSQL is running. Its password is in %s.
                        %s
                        %s
                    Ctrl-C stops it.
                    """, server.passfile(), server.psql(), server.url());
            Thread.currentThread().join();
        } catch (MigratorException e) {
            Console.err().println(e.getMessage());
            System.exit(1);
        }
    }
}
