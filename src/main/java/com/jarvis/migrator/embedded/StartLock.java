package com.jarvis.migrator.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Lets one command at a time start or stop the server. The operating system releases it when the command that holds it
 * ends, even by SIGKILL.
 */
final class StartLock {

    /**
     * One for the whole Java process, whichever class loader this class comes from: closing any handle of a file releases
     * all of the process's locks on it (java.nio.channels.FileLock, fcntl(2)), so only one may be open.
     */
    private static final Object PROCESS = "com.jarvis.migrator.embedded.StartLock".intern();

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private StartLock() {}

    /** Waits without a limit; after five seconds it prints what it waits for to standard error. */
    static <T> T behind(Path file, Callable<T> work) throws Exception {
        synchronized (PROCESS) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                lock(channel, file);
                return work.call();
            }
        }
    }

    /** Closing the channel releases the lock. */
    private static void lock(FileChannel channel, Path file) throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean told = false;
        while (channel.tryLock() == null) {
            if (!told && System.nanoTime() - start > PATIENCE) {
                System.err.println("Waiting for another command to start or stop the embedded PostgreSQL in "
                        + file.getParent() + " …");
                told = true;
            }
            Thread.sleep(20);
        }
    }
}
