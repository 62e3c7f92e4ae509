package com.jarvis.migrator.session;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Loaders;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Ends the wait for an answer that will never come. A peer that disappears without closing the connection, behind a proxy or
 * a NAT that keeps it open, would otherwise leave the client waiting for ever.
 *
 * <p>At intervals it sends an empty query on the watched connection. The driver sends it only when no statement is running. If
 * it returns, the server sees that the client is still there, for instance while it reads a large CSV file. If it does not
 * return, the client is waiting for an answer. A second connection then tells whether the server is still at
 * work for it. If the server has long answered, does not know the session any more, or cannot be reached, the watched
 * connection is aborted.
 */
public final class ConnectionWatch implements AutoCloseable {

    private static final String QUERY = """
            select coalesce(state ~ '^idle', false), coalesce(extract(epoch from clock_timestamp() - state_change) * 1000, 0)
            from pg_stat_activity where pid = ?""";

    private enum Seen {
        AT_WORK,
        ANSWERED,
        UNREACHABLE
    }

    private final Connection watched;
    private final Backend backend;
    private final Duration limit;
    private final Callable<Connection> opener;
    private final Thread thread;

    private Thread beat;
    private long beatStart = System.nanoTime();
    private long reachedAt;
    private Connection second;

    /**
     * Starts to watch.
     *
     * @param limit about how long a silence may last
     * @param opener opens a second connection to the same server, one that gives up waiting after a fraction of the limit
     */
    public ConnectionWatch(Connection watched, Backend backend, Duration limit, Callable<Connection> opener) {
        this.watched = watched;
        this.backend = backend;
        this.limit = limit;
        this.opener = opener;
        thread = daemon("connection watch", this::watch);
    }

    /** Stops watching; the watched connection stays open. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (!watched.isClosed()) {
                Thread.sleep(Math.max(20, limit.toMillis() / 12));
                if (beat == null || !beat.isAlive()) {
                    closeSecond();
                    if (elapsed(beatStart, 6)) {
                        beatStart = System.nanoTime();
                        beat = daemon("connection keep-alive", this::beat);
                    }
                } else if (!backend.isPooled() && elapsed(beatStart, 12) && isLost()) {
                    Console.out().println("PostgreSQL has stopped answering, so the connection is closed.");
                    watched.abort(Runnable::run);
                }
            }
        } catch (InterruptedException | SQLException e) {
            Thread.currentThread().interrupt(); // closed
        } finally {
            closeSecond();
        }
    }

    /**
     * getWarnings() waits until the driver has the answer to a running statement, and sends nothing. Outside a transaction
     * nothing is sent, as the driver would begin one.
     */
    private void beat() {
        try {
            watched.getWarnings();
            if (watched.getAutoCommit()
                    || !"IDLE".equals(String.valueOf(Loaders.get(watched, "getTransactionState")))) {
                watched.isValid(0);
            }
        } catch (SQLException e) {
            // The next statement of the migration will fail too.
        }
    }

    private boolean isLost() {
        long start = System.nanoTime();
        Seen seen = look();
        if (seen != Seen.UNREACHABLE || reachedAt < beatStart) {
            reachedAt = start; // or the first attempt to reach it
        }
        return seen == Seen.ANSWERED || seen == Seen.UNREACHABLE && elapsed(reachedAt, 2);
    }

    private Seen look() {
        try {
            if (second == null) {
                second = opener.call();
            }
            boolean answered = SystemQuery.first(
                            second,
                            QUERY,
                            row -> row.getBoolean(1) && row.getLong(2) > limit.toMillis() / 6,
                            backend.pid())
                    .orElse(true);
            return answered ? Seen.ANSWERED : Seen.AT_WORK;
        } catch (SQLException e) {
            closeSecond();
            // Any other refusal, for instance of too many connections, comes from a server that is there.
            return String.valueOf(e.getSQLState()).startsWith("08") ? Seen.UNREACHABLE : Seen.AT_WORK;
        } catch (Exception e) {
            return Seen.AT_WORK;
        }
    }

    private boolean elapsed(long since, int part) {
        return System.nanoTime() - since > limit.toNanos() / part;
    }

    private void closeSecond() {
        if (second != null) {
            try {
                second.close();
            } catch (SQLException e) {
                // it is of no use any more
            }
            second = null;
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
