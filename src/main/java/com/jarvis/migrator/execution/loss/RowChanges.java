package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Counts the rows that statements deleted and updated, for the user. */
public final class RowChanges {

    private final RowStatistics start;

    private RowChanges(RowStatistics start) {
        this.start = start;
    }

    /**
     * Starts counting.
     *
     * @param connection in the transaction of the statements, before the first of them
     */
    public static RowChanges start(Connection connection) throws SQLException {
        return new RowChanges(RowStatistics.read(connection));
    }

    /**
     * Starts counting for the next transaction, which then begins with the statements: SET TRANSACTION allows no query before it.
     *
     * @param connection in a transaction, which is committed
     */
    public static RowChanges beforeTransaction(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() >= 15) {
            try (Statement statement = connection.createStatement()) {
                // The commit sets the counters to zero.
                statement.execute("select pg_catalog.pg_stat_force_next_flush(); commit");
            }
            return new RowChanges(new RowStatistics(Map.of(), true));
        }
        RowChanges changes = start(connection);
        connection.commit();
        return changes;
    }

    /**
     * What was deleted and updated since the start, for instance {@code 3 rows of notes deleted, 2 updated; 1 row of users
     * updated}.
     *
     * @param connection in the same transaction
     * @param ignored finds the oids of tables that do not count
     * @return empty if nothing was, and while the server setting {@code track_counts} is off
     */
    public String text(Connection connection, Callable<Set<Long>> ignored) throws Exception {
        RowStatistics changes = RowStatistics.readChanged(connection).since(start);
        if (changes.tables().isEmpty()) {
            return "";
        }
        Set<Long> tablesOfLiquibase = ignored.call();
        Map<String, long[]> tables = new TreeMap<>();
        Map<String, Long> arrived = new TreeMap<>();
        changes.tables().forEach((oid, rows) -> {
            if (!tablesOfLiquibase.contains(oid) && !rows.label().equals(RowStatistics.LARGE_OBJECTS)) {
                long[] sum = tables.computeIfAbsent(rows.label(), label -> new long[2]);
                sum[0] += rows.deleted();
                sum[1] += rows.updated();
                if (rows.isPartition()) {
                    arrived.merge(rows.label(), rows.inserted(), Long::sum);
                }
            }
        });
        // An update that moves a row to another partition counts as a delete and an insert.
        arrived.forEach((table, inserted) -> {
            long moved = Math.min(inserted, tables.get(table)[0]);
            tables.get(table)[0] -= moved;
            tables.get(table)[1] += moved;
        });
        List<String> texts = new ArrayList<>();
        tables.forEach((table, sum) -> {
            if (sum[0] > 0) {
                texts.add(rows(sum[0], table) + " deleted" + (sum[1] > 0 ? ", " + sum[1] + " updated" : ""));
            } else if (sum[1] > 0) {
                texts.add(rows(sum[1], table) + " updated");
            }
        });
        return Printable.line(String.join("; ", texts));
    }

    private static String rows(long count, String table) {
        return count + (count == 1 ? " row of " : " rows of ") + table;
    }
}
