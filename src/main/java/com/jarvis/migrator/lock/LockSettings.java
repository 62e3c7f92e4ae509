package com.jarvis.migrator.lock;

import com.jarvis.migrator.MigratorException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a migration waits for locks.
 *
 * @param timeout {@code lock.timeout}: PostgreSQL's lock_timeout for every statement, and so the longest that a reader
 *     queues behind a waiting migration; zero means no limit
 * @param retries {@code lock.retries}: how often a migration is retried after a lock timeout
 * @param patience {@code lock.wait}: how long to wait for another migrator to finish
 * @param isPoolerAccepted {@code lock.pooler=session}: the connection may go through a pooler, which keeps one session
 *     for it
 */
public record LockSettings(Duration timeout, int retries, Duration patience, boolean isPoolerAccepted) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|min|h)");

    /** The settings of a user who gives none. */
    public static final LockSettings DEFAULT = new LockSettings(Duration.ofSeconds(5), 5, Duration.ofMinutes(5), false);

    /**
     * Reads the settings from what the user gave.
     *
     * @param given values by name: durations in PostgreSQL's notation
     * @throws MigratorException if a value is not a duration or not a number
     */
    public static LockSettings of(Map<String, String> given) throws MigratorException {
        String pooler = given.getOrDefault("lock.pooler", "session");
        if (!pooler.equals("session")) {
            throw new MigratorException("""
                    -Dlock.pooler=%s is not known, so nothing was done.
                    Leave it out, or say that the pooler keeps one session per connection: -Dlock.pooler=session""".formatted(pooler));
        }
        return new LockSettings(
                duration(given, "lock.timeout", "5s"),
                number(given, "lock.retries", "5"),
                duration(given, "lock.wait", "5min"),
                "session".equals(given.get("lock.pooler")));
    }

    /**
     * For a statement with CONCURRENTLY: it blocks nobody while it waits, and a retry would start over, so it waits for
     * {@code lock.wait} instead of {@code lock.timeout}.
     */
    public LockSettings concurrently() {
        return new LockSettings(patience, retries, patience, isPoolerAccepted);
    }

    /**
     * The pause before the next attempt: a fifth of the timeout, doubled with every attempt and varied by half, so that two
     * sessions that collided once do not collide again.
     *
     * @param attempt the attempt that failed, from 1
     */
    public Duration pause(int attempt) {
        long millis = Math.min(timeout.toMillis() / 5 << Math.min(attempt - 1, 20), 60_000);
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
    }

    /** {@code 250 ms}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 1 min}: two units at most. */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? two(seconds / 60, "min", seconds % 60, "s")
                : two(seconds / 3600, "h", seconds / 60 % 60, "min");
    }

    private static String two(long whole, String unit, long rest, String restUnit) {
        return whole + " " + unit + (rest == 0 ? "" : " " + rest + " " + restUnit);
    }

    /**
     * Reads a duration from what the user gave.
     *
     * @throws MigratorException if it is not a duration
     */
    public static Duration duration(Map<String, String> given, String name, String byDefault) throws MigratorException {
        String value = given.getOrDefault(name, byDefault).strip();
        Matcher duration = DURATION.matcher(value);
        if (!duration.matches()) {
            throw new MigratorException("""
                    -D%1$s=%2$s is not a duration, so nothing was done.
                    Write a number with its unit (ms, s, min, h): -D%1$s=%3$s""".formatted(name, value, byDefault));
        }
        long amount = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "min" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static int number(Map<String, String> given, String name, String byDefault) throws MigratorException {
        String value = given.getOrDefault(name, byDefault).strip();
        if (!value.matches("\\d{1,4}")) {
            throw new MigratorException("""
                    -D%1$s=%2$s is not a number from 0 to 9999, so nothing was done.
                    Write the number of retries: -D%1$s=%3$s""".formatted(name, value, byDefault));
        }
        return Integer.parseInt(value);
    }
}
