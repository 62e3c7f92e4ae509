package com.jarvis.migrator.lint.snapshot;

import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads constraints and indexes of tables. The maps are filled when the reader runs. */
final class SnapshotKeys {

    /** A foreign key to a partitioned table has an inner one for each of its partitions, which is no constraint of its own. */
    private static final String CONSTRAINTS = """
            select o.oid, quote_ident(o.conname) as name, o.conrelid, o.contype, o.convalidated,
                   pg_get_constraintdef(o.oid) as definition,
                   pg_get_expr(o.conbin, o.conrelid) as expression, o.conindid, o.confrelid, o.conkey, o.confkey
            from pg_constraint o join pg_class c on c.oid = o.conrelid where %s
              and not exists (select from pg_constraint whole where whole.oid = o.conparentid and whole.confrelid <> o.confrelid)
            order by o.oid
            """;

    private static final String INDEXES = """
            select i.indexrelid, i.indexrelid::regclass::text as name, x.relname, i.indrelid, i.indisunique, i.indisprimary,
                   i.indisvalid, x.relfilenode,
                   pg_get_indexdef(i.indexrelid) as definition, (i.indkey::int2[])[0:i.indnkeyatts - 1] as columns,
                   (i.indoption::int2[])[0:i.indnkeyatts - 1] as options,
                   (select array_agg(concat_ws(':', i.indkey[n], i.indclass[n], i.indcollation[n]) order by n)
                    from generate_series(0, i.indnkeyatts - 1) n) as keys,
                   array(select pg_get_indexdef(i.indexrelid, n, false) from generate_series(1, i.indnkeyatts) n order by n) as expressions,
                   pg_get_expr(i.indpred, i.indrelid) as predicate,
                   coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as nulls_equal,
                   m.amname = 'btree' and i.indpred is null and i.indexprs is null
                       and i.indnkeyatts = i.indnatts as plain
            from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
            join pg_am m on m.oid = x.relam
            where %s order by i.indexrelid
            """;

    private SnapshotKeys() {}

    static Map<Long, Constraint> constraints(SnapshotReader reader) {
        Map<Long, Constraint> constraints = new LinkedHashMap<>();
        reader.query(CONSTRAINTS, rows -> {
            constraints.put(
                    rows.getLong("oid"),
                    new Constraint(
                            rows.getLong("oid"),
                            rows.getString("name"),
                            rows.getLong("conrelid"),
                            rows.getString("contype"),
                            rows.getBoolean("convalidated"),
                            rows.getString("definition"),
                            rows.getString("expression"),
                            rows.getLong("conindid"),
                            rows.getLong("confrelid"),
                            numbers(rows.getArray("conkey")),
                            numbers(rows.getArray("confkey"))));
        });
        return constraints;
    }

    static Map<Long, Index> indexes(SnapshotReader reader) {
        Map<Long, Index> indexes = new LinkedHashMap<>();
        reader.query(INDEXES, rows -> {
            indexes.put(
                    rows.getLong("indexrelid"),
                    new Index(
                            rows.getLong("indexrelid"),
                            rows.getString("name"),
                            rows.getString("relname"),
                            rows.getLong("indrelid"),
                            rows.getBoolean("indisunique"),
                            rows.getBoolean("indisprimary"),
                            rows.getBoolean("indisvalid"),
                            rows.getLong("relfilenode"),
                            rows.getString("definition"),
                            numbers(rows.getArray("columns")),
                            List.of((String[]) rows.getArray("keys").getArray()),
                            numbers(rows.getArray("options")),
                            List.of((String[]) rows.getArray("expressions").getArray()),
                            rows.getString("predicate"),
                            rows.getBoolean("nulls_equal"),
                            rows.getBoolean("plain")));
        });
        return indexes;
    }

    private static List<Integer> numbers(Array array) throws SQLException {
        return array == null
                ? List.of()
                : Arrays.stream((Short[]) array.getArray()).map(Short::intValue).toList();
    }
}
