package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The size of a table of the live database, with its partitions. No row is read.
 *
 * @param rows as PostgreSQL's planner estimates them; if it has never counted them, as many as fit into the pages
 * @param isCounted whether it has counted them
 * @param bytes for people: {@code 16 kB}
 */
public record TableSize(long rows, boolean isCounted, String bytes) {

    /** A row takes at least 28 bytes of a page (manual, «Database Page Layout»), so at most 291 fit into one of 8 kB. */
    private static final String SIZE = """
            with recursive whole as (
                select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relname = ?
                union select i.inhrelid from pg_inherits i join whole w on w.oid = i.inhparent),
            parts as (
                select c.reltuples, c.relpages, pg_relation_size(c.oid) as bytes,
                       ceil(pg_relation_size(c.oid) / current_setting('block_size')::float8) as pages
                from whole join pg_class c on c.oid = whole.oid)
            select sum(case when reltuples < 0 or relpages = 0 then pages * current_setting('block_size')::int / 28
                            else reltuples / relpages * pages end)::bigint as rows,
                   bool_and(reltuples >= 0 and relpages > 0) as counted, pg_size_pretty(sum(bytes)) as bytes
            from parts having count(*) > 0""";

    static Optional<TableSize> of(Connection live, Table table) throws SQLException {
        return SystemQuery.first(
                live,
                SIZE,
                row -> new TableSize(row.getLong("rows"), row.getBoolean("counted"), row.getString("bytes")),
                table.schema(),
                table.localName());
    }

    @Override
    public String toString() {
        return rows == 0 ? "no rows" : "%s %d rows (%s)".formatted(isCounted ? "about" : "at most", rows, bytes);
    }
}
