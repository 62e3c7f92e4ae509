package com.jarvis.migrator.execution;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import java.io.PrintStream;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import liquibase.database.jvm.JdbcConnection;

/**
 * Observes a migration from a second connection and prints which session blocks it and how far a long statement is: on a
 * terminal in one line that is rewritten, otherwise in a new line after 3 s, 6 s, 12 s …, at most a minute apart. The
 * connection is opened only if the migration is still running at the first look.
 */
public final class ProgressMonitor implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(3);

    private final Thread thread;
    private volatile List<Session> blockers = List.of();

    private final PrintStream out;
    private final boolean terminal;
    private Duration next = LONG;
    private String reported;
    private boolean lineIsOpen;

    /**
     * @param pid of the session to observe
     * @param first the time until the first look; also the interval after it, if that is less than a second
     */
    public ProgressMonitor(int pid, Duration first, Callable<JdbcConnection> second) {
        this(pid, first, second, Console.raw(), System.console() != null);
    }

    ProgressMonitor(int pid, Duration first, Callable<JdbcConnection> second, PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        thread = new Thread(() -> look(pid, first, second), "migration watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** The sessions that blocked the migration when it was last seen blocked. */
    public List<Session> blockers() {
        return blockers;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lineIsOpen) {
            out.println();
        }
    }

    private void look(int pid, Duration first, Callable<JdbcConnection> second) {
        try {
            Thread.sleep(first.toMillis());
            try (JdbcConnection opened = second.call()) {
                Connection connection = opened.getUnderlyingConnection();
                while (true) {
                    List<Session> blocking = Session.blocking(connection, pid);
                    if (!blocking.isEmpty()) {
                        blockers = blocking;
                    }
                    report(Progress.read(connection, pid), blocking);
                    Thread.sleep(Math.min(first.toMillis(), 1000));
                }
            }
        } catch (Exception e) {
            // Interrupted, or no second connection is available: the migration itself is not affected.
            Thread.currentThread().interrupt();
        }
    }

    private void report(Progress progress, List<Session> blocking) {
        String statement = progress.statement();
        if (statement == null || !statement.equals(reported)) {
            reported = statement;
            next = LONG;
        }
        Duration running = progress.running();
        if (statement == null || running.compareTo(next) < 0) {
            return;
        }
        String line = Printable.line(
                "%s, %s: %s".formatted(LockSettings.text(running), doing(progress, blocking), shortened(statement)));
        if (terminal) {
            out.print("\r\u001b[K" + line);
            out.flush();
            lineIsOpen = true;
        } else {
            out.println(line);
            Duration doubled = running.multipliedBy(2);
            Duration minute = running.plusMinutes(1);
            next = doubled.compareTo(minute) < 0 ? doubled : minute;
        }
    }

    private static String doing(Progress progress, List<Session> blocking) {
        if (!blocking.isEmpty()) {
            return "waiting for " + blocking.get(0).who();
        }
        if (progress.phase() == null) {
            return "running";
        }
        return progress.phase() + (progress.percent() < 0 ? "" : ", " + progress.percent() + " %");
    }

    private static String shortened(String statement) {
        String line = statement.strip().replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 59) + "…";
    }
}
