package com.jarvis.migrator.lint.snapshot;

import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads tables and views with their columns. The maps are filled when the reader runs. */
final class SnapshotTables {

    private static final String TABLES = """
            select c.oid, n.nspname, c.oid::regclass::text as name, c.relname, c.relkind, c.relfilenode,
                   (select i.inhparent from pg_inherits i where i.inhrelid = c.oid and c.relispartition) as parent,
                   pg_get_partition_constraintdef(c.oid) as bounds,
                   coalesce(pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', false) as is_default
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where %s order by c.oid
            """;

    private static final String COLUMNS = """
            select a.attrelid, a.attnum, quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type,
                   case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
                   a.attnotnull, pg_get_expr(d.adbin, d.adrelid) as default_value, a.attidentity, a.attgenerated
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attnum > 0 and not a.attisdropped and %s order by a.attrelid, a.attnum
            """;

    private SnapshotTables() {}

    static Map<Long, Table> read(SnapshotReader reader) {
        Map<Long, Map<Integer, Column>> columns = columns(reader);
        Map<Long, Table> tables = new LinkedHashMap<>();
        reader.query(TABLES, rows -> {
            long oid = rows.getLong("oid");
            tables.put(
                    oid,
                    new Table(
                            oid,
                            rows.getString("nspname"),
                            rows.getString("name"),
                            rows.getString("relname"),
                            rows.getString("relkind"),
                            rows.getLong("relfilenode"),
                            rows.getLong("parent"),
                            rows.getString("bounds"),
                            rows.getBoolean("is_default"),
                            columns.getOrDefault(oid, Map.of())));
        });
        return tables;
    }

    private static Map<Long, Map<Integer, Column>> columns(SnapshotReader reader) {
        Map<Long, Map<Integer, Column>> columns = new LinkedHashMap<>();
        reader.query(COLUMNS, rows -> {
            Column column = new Column(
                    rows.getInt("attnum"),
                    rows.getString("name"),
                    rows.getString("type"),
                    rows.getString("collation"),
                    rows.getBoolean("attnotnull"),
                    rows.getString("default_value"),
                    rows.getString("attidentity").trim(),
                    rows.getString("attgenerated").trim());
            columns.computeIfAbsent(rows.getLong("attrelid"), k -> new LinkedHashMap<>())
                    .put(column.number(), column);
        });
        return columns;
    }
}
