package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this transaction did to rows, as PostgreSQL counts it (manual, 27.2: pg_stat_xact_all_tables). The counters also hold
 * what was rolled back to a savepoint and what an earlier transaction has not reported yet, so only the difference of two
 * readings tells something.
 *
 * @param tables by oid; those without any count are absent
 * @param isComplete false if {@code track_counts} was off at the reading; a statement may also have switched it off for a while
 */
record RowStatistics(Map<Long, Rows> tables, boolean isComplete) {

    /**
     * @param label the table's name; for a partition, that of the partitioned table
     * @param isPartition whether it is a partition; a row that moves to another one counts as deleted and inserted
     * @param isLocked whether this transaction may have changed rows: it holds the lock that this takes
     */
    record Rows(String label, long inserted, long updated, long deleted, boolean isPartition, boolean isLocked) {

        static final Rows NONE = new Rows("", 0, 0, 0, false, false);

        long total() {
            return inserted + updated + deleted;
        }
    }

    /** The catalog with one row for each large object. */
    static final String LARGE_OBJECTS = "pg_largeobject_metadata";

    /** The tables that the transaction has locked to change rows. */
    private static final String LOCKED = """
            select distinct relation from pg_locks where pid = pg_backend_pid() and mode = 'RowExclusiveLock'
              and database = (select oid from pg_database where datname = current_database())""";

    private static final String QUERY = """
            select current_setting('track_counts')::boolean as counts, t.* from (values (true)) always left join (
              select c.oid, coalesce(pg_partition_root(c.oid), c.oid)::regclass::text as label,
                pg_stat_get_xact_tuples_inserted(c.oid) as inserted, pg_stat_get_xact_tuples_updated(c.oid) as updated,
                pg_stat_get_xact_tuples_deleted(c.oid) as deleted, c.relispartition, l.relation is not null as locked
              from %s
              where c.relkind = 'r' and c.relpersistence <> 't'
                and (c.relnamespace <> 'pg_catalog'::regnamespace or c.oid = 'pg_largeobject_metadata'::regclass)
                and (l.relation is not null or pg_stat_get_xact_tuples_inserted(c.oid) > 0
                  or pg_stat_get_xact_tuples_updated(c.oid) > 0 or pg_stat_get_xact_tuples_deleted(c.oid) > 0)) t on true
            order by label""";

    private static final String OF_ALL =
            QUERY.formatted("pg_class c left join (%s) l on l.relation = c.oid".formatted(LOCKED));

    /** PostgreSQL releases the lock on its own catalogs at once. */
    private static final String OF_LOCKED = QUERY.formatted("""
            (%s union all select 'pg_largeobject_metadata'::regclass) r
              join pg_class c on c.oid = r.relation
              cross join lateral (select nullif(r.relation, 'pg_largeobject_metadata'::regclass)) l (relation)""".formatted(LOCKED));

    /** The counters of all tables, which takes time for each table of the database. */
    static RowStatistics read(Connection connection) throws SQLException {
        return read(connection, OF_ALL);
    }

    /**
     * The counters of the tables whose rows the transaction may have changed. Statements that a savepoint has undone do not count, if
     * nothing else was done with their table.
     */
    static RowStatistics readChanged(Connection connection) throws SQLException {
        return read(connection, OF_LOCKED);
    }

    private static RowStatistics read(Connection connection, String query) throws SQLException {
        Map<Long, Rows> tables = new LinkedHashMap<>();
        List<Boolean> counts = SystemQuery.list(connection, query, row -> {
            if (row.getString("label") != null) {
                tables.put(row.getLong("oid"), rows(row));
            }
            return row.getBoolean("counts");
        });
        return new RowStatistics(tables, counts.get(0));
    }

    private static Rows rows(ResultSet row) throws SQLException {
        return new Rows(
                row.getString("label"),
                row.getLong("inserted"),
                row.getLong("updated"),
                row.getLong("deleted"),
                row.getBoolean("relispartition"),
                row.getBoolean("locked"));
    }

    /** What happened since an earlier reading in the same transaction. */
    RowStatistics since(RowStatistics earlier) {
        Map<Long, Rows> difference = new LinkedHashMap<>();
        tables.forEach((oid, now) -> {
            Rows was = earlier.of(oid);
            difference.put(
                    oid,
                    new Rows(
                            now.label(),
                            Math.max(0, now.inserted() - was.inserted()),
                            Math.max(0, now.updated() - was.updated()),
                            Math.max(0, now.deleted() - was.deleted()),
                            now.isPartition(),
                            now.isLocked()));
        });
        return new RowStatistics(difference, isComplete && earlier.isComplete);
    }

    /** How many large objects were deleted; they are rows of a system catalog. */
    long deletedLargeObjects() {
        return tables.values().stream()
                .filter(rows -> rows.label().equals(LARGE_OBJECTS))
                .mapToLong(Rows::deleted)
                .sum();
    }

    /** Whether the counters of the table are right: rows that a statement could have changed, but none counted, are suspect. */
    boolean know(long table) {
        Rows rows = of(table);
        return !rows.isLocked() || isComplete && rows.total() > 0;
    }

    Rows of(long table) {
        return tables.getOrDefault(table, Rows.NONE);
    }
}
