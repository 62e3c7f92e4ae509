package com.jarvis.migrator.lock;

import com.jarvis.migrator.Console;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Lets one command at a time do something with the files of a project. The operating system releases it when the command that
 * holds it ends, even by SIGKILL.
 */
public final class CommandLock {

    /**
     * One for the whole Java process, whichever class loader this class comes from: closing any handle of a file releases
     * all of the process's locks on it (java.nio.channels.FileLock, fcntl(2)), so only one may be open.
     */
    private static final Object PROCESS = "com.jarvis.migrator.lock.CommandLock".intern();

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private CommandLock() {}

    /**
     * Waits for the lock without a limit, and does the work.
     *
     * @param file the file to lock; it is created if it does not exist
     * @param purpose what another command may be doing, to be printed after five seconds: {@code to start the server}
     */
    public static <T> T behind(Path file, String purpose, Callable<T> work) throws Exception {
        synchronized (PROCESS) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                lock(channel, purpose);
                return work.call();
            }
        }
    }

    /** Closing the channel releases the lock. */
    private static void lock(FileChannel channel, String purpose) throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean told = false;
        while (channel.tryLock() == null) {
            if (!told && System.nanoTime() - start > PATIENCE) {
                Console.err().println("Waiting for another command " + purpose + " …");
                told = true;
            }
            Thread.sleep(20);
        }
    }
}
