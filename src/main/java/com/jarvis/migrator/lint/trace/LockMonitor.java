package com.jarvis.migrator.lint.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Follows the locks and row activity of a connection's server process from statement to statement. */
final class LockMonitor {

    /**
     * Locks on tables and indexes, by relation.
     *
     * @param held those that the transaction holds
     * @param taken those that it did not hold when they were last read
     */
    record Locks(Map<Long, Set<LockMode>> held, Map<Long, Set<LockMode>> taken) {

        /** The relations with more than an ACCESS SHARE lock, which a statement can have changed. */
        static Set<Long> strong(Map<Long, Set<LockMode>> locks) {
            return locks.entrySet().stream()
                    .filter(lock ->
                            lock.getValue().stream().anyMatch(mode -> mode.compareTo(LockMode.ACCESS_SHARE) > 0))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    private static final String LOCKS = """
            select relation, mode from pg_locks
            where pid = pg_backend_pid() and locktype = 'relation' and granted
            and database = (select oid from pg_database where datname = current_database())
            and relation >= 16384
            """;

    /** The functions behind the view {@code pg_stat_xact_all_tables}, for a few tables instead of all. */
    private static final String ACTIVITY = """
            select t.oid, pg_stat_get_xact_numscans(t.oid) as scans, pg_stat_get_xact_tuples_inserted(t.oid)
                   + pg_stat_get_xact_tuples_updated(t.oid) + pg_stat_get_xact_tuples_deleted(t.oid) as writes
            from unnest('{%s}'::oid[]) t(oid)
            """;

    private static final String LOCK_TIMEOUT =
            "select extract(epoch from current_setting('lock_timeout')::interval) * 1000";

    private final Connection connection;
    private Map<Long, Set<LockMode>> locks = Map.of();
    private final Map<Long, Activity> activity = new HashMap<>();

    LockMonitor(Connection connection) {
        this.connection = connection;
    }

    /** Reads the locks. PostgreSQL's own relations have ids below 16384 (manual, «OID Assignment»). */
    Locks locks() throws SQLException {
        Map<Long, Set<LockMode>> held = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LOCKS)) {
            while (rows.next()) {
                held.computeIfAbsent(rows.getLong("relation"), k -> EnumSet.noneOf(LockMode.class))
                        .add(LockMode.of(rows.getString("mode")));
            }
        }
        Map<Long, Set<LockMode>> taken = new LinkedHashMap<>();
        held.forEach((relation, modes) -> {
            Set<LockMode> fresh = EnumSet.copyOf(modes);
            fresh.removeAll(locks.getOrDefault(relation, Set.of()));
            if (!fresh.isEmpty()) {
                taken.put(relation, fresh);
            }
        });
        locks = held;
        return new Locks(held, taken);
    }

    /**
     * Call this in a transaction that holds no lock yet. PostgreSQL's counters may still include the activity of earlier
     * transactions, so it is subtracted.
     */
    void transactionBegan(Set<Long> tables) throws SQLException {
        locks = Map.of();
        activity.clear();
        activity.putAll(total(tables));
    }

    /** The row activity in these tables since it was last read. */
    Map<Long, Activity> activity(Set<Long> tables) throws SQLException {
        Map<Long, Activity> done = new HashMap<>();
        total(tables).forEach((table, total) -> {
            Activity earlier = activity.put(table, total);
            done.put(table, earlier == null ? total : total.minus(earlier));
        });
        return done;
    }

    private Map<Long, Activity> total(Set<Long> tables) throws SQLException {
        Map<Long, Activity> total = new HashMap<>();
        String oids = tables.stream().map(String::valueOf).collect(Collectors.joining(","));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ACTIVITY.formatted(oids))) {
            while (rows.next()) {
                total.put(rows.getLong("oid"), new Activity(rows.getLong("scans"), rows.getLong("writes")));
            }
        }
        return total;
    }

    /** In milliseconds, 0 for none. */
    long lockTimeout() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOCK_TIMEOUT)) {
            row.next();
            return row.getLong(1);
        }
    }
}
