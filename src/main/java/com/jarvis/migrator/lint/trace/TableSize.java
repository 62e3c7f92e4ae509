package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The size of a table, with its partitions. No row is read.
 *
 * @param rows as PostgreSQL's planner estimates them; if it has never counted them, as many as fit into the pages
 * @param isCounted whether it has counted them
 * @param bytes of its rows, without indexes
 */
public record TableSize(long rows, boolean isCounted, long bytes) {

    /** A table, by schema and name. */
    record Key(String schema, String table) {}

    /** A row takes at least 28 bytes of a page (manual, «Database Page Layout»), so at most 291 fit into one of 8 kB. */
    private static final String SIZES = """
            with recursive whole as (
                select c.oid as root, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where %s
                union select w.root, i.inhrelid from pg_inherits i join whole w on w.oid = i.inhparent),
            parts as (
                select whole.root, c.reltuples, c.relpages, pg_relation_size(c.oid) as bytes,
                       ceil(pg_relation_size(c.oid) / current_setting('block_size')::float8) as pages
                from whole join pg_class c on c.oid = whole.oid)
            select n.nspname as schema, r.relname as name,
                   sum(case when p.reltuples < 0 or p.relpages = 0 then p.pages * current_setting('block_size')::int / 28
                            else p.reltuples / p.relpages * p.pages end)::bigint as rows,
                   bool_and(p.reltuples >= 0 and p.relpages > 0) as counted, sum(p.bytes)::bigint as bytes
            from parts p join pg_class r on r.oid = p.root join pg_namespace n on n.oid = r.relnamespace
            group by n.nspname, r.relname order by n.nspname, r.relname""";

    private static final String OF_ONE = SIZES.formatted("n.nspname = ? and c.relname = ?");

    private static final String OF_ALL = SIZES.formatted(
            "c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relname !~ '^databasechangelog'");

    private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB");

    static Optional<TableSize> of(Connection live, Table table) throws SQLException {
        return SystemQuery.first(live, OF_ONE, TableSize::of, table.schema(), table.localName());
    }

    /** Of all tables of a database but those of Liquibase, by name. */
    static Map<Key, TableSize> ofAll(Connection live) throws SQLException {
        Map<Key, TableSize> sizes = new LinkedHashMap<>();
        SystemQuery.list(
                live, OF_ALL, row -> sizes.put(new Key(row.getString("schema"), row.getString("name")), of(row)));
        return sizes;
    }

    private static TableSize of(ResultSet row) throws SQLException {
        return new TableSize(row.getLong("rows"), row.getBoolean("counted"), row.getLong("bytes"));
    }

    @Override
    public String toString() {
        return rows == 0
                ? "no rows"
                : "%s %d rows (%s)".formatted(isCounted ? "about" : "at most", rows, readable(bytes));
    }

    /** As PostgreSQL's pg_size_pretty(): in the largest unit of which there are at least ten. */
    private static String readable(long bytes) {
        double size = bytes;
        int unit = 0;
        while (Math.round(size) >= 10 * 1024 && unit < UNITS.size() - 1) {
            size /= 1024;
            unit++;
        }
        return Math.round(size) + " " + UNITS.get(unit);
    }
}
