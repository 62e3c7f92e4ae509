package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Some rows in the empty tables of a scratch database, for code that asks for rows. Their values are made up: by type, and of an enum or
 * a CHECK's list one of its own. The same number gives the same value in every column of a type, so that foreign keys find their rows.
 */
final class SampleRows {

    /** The INSERTs of three rows for each table; in the first one, columns keep their default or are null where they can. */
    private static final String INSERTS = """
            with columns as (
              select c.oid, k, a.attnum, quote_ident(a.attname) as name, a.attnotnull, a.atthasdef, b.typname, b.typcategory,
                a.attidentity, (
                select array_agg(replace(text[1], $$''$$, $$'$$)) from pg_constraint o,
                  regexp_matches(pg_get_constraintdef(o.oid), $$'((?:[^']|'')*)'$$, 'g') as text
                where o.conrelid = c.oid and o.contype = 'c' and o.conkey = array[a.attnum]) as allowed,
                array(select enumlabel::text from pg_enum where enumtypid = b.oid order by enumsortorder) as labels
              from pg_class c cross join generate_series(1, 3) k join pg_attribute a on a.attrelid = c.oid
              join pg_type t on t.oid = a.atttypid join pg_type b on b.oid = case t.typtype when 'd' then t.typbasetype else t.oid end
              where c.oid = any (?::oid[]) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                and a.attidentity <> 'a'),
            chosen as (
              select *, case
                when typcategory = 'E' then labels[1 + (k - 1) % cardinality(labels)]
                when allowed is not null then allowed[1 + (k - 1) % cardinality(allowed)]
                when typcategory = 'N' then k::text
                when typcategory = 'S' then chr(96 + k)
                when typcategory = 'B' then (k % 2 = 0)::text
                when typname in ('time', 'timetz') then '01:00'
                when typcategory = 'D' then '2026-01-0' || k
                when typcategory = 'T' then k || ' days'
                when typcategory = 'A' then '{}'
                when typcategory = 'R' then 'empty'
                when typcategory = 'I' then '127.0.0.' || k
                when typname = 'uuid' then md5(k::text)
                when typname in ('json', 'jsonb') then '{}'
                else k::text end as value
              from columns
              where not (k = 1 and (not attnotnull or atthasdef) or attidentity <> ''))
            select c.oid, coalesce(
              format('insert into %s (%s) values (%s)', c.oid::regclass,
                string_agg(v.name, ', ' order by v.attnum), string_agg(quote_literal(v.value), ', ' order by v.attnum)),
              format('insert into %s default values', c.oid::regclass)) as sql
            from pg_class c cross join generate_series(1, 3) k left join chosen v on v.oid = c.oid and v.k = k.k
            where c.oid = any (?::oid[]) and c.relkind = 'r' and pg_relation_size(c.oid) = 0 group by c.oid, k.k order by k.k, c.oid""";

    private record Insert(long table, String sql) {}

    private SampleRows() {}

    /**
     * Inserts rows in the tables that are empty. The live database may have none in them either: another one that the migration is for
     * may have some.
     *
     * @param connection of the scratch database, as the role that runs the changelog: an INSERT may call what that has created
     * @return the tables that have rows now
     */
    static Set<Long> insert(Connection connection, Snapshot catalog) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        List<String> tables =
                catalog.tables().keySet().stream().map(String::valueOf).toList();
        List<Insert> waiting = SystemQuery.list(
                connection, INSERTS, row -> new Insert(row.getLong("oid"), row.getString("sql")), tables, tables);
        Set<Long> filled = new HashSet<>();
        for (boolean isProgress = true; isProgress; ) { // a row that refers to others goes in after them
            List<Insert> refused = new ArrayList<>();
            for (Insert insert : waiting) {
                if (Attempt.execute(connection, insert.sql).isEmpty()) {
                    filled.add(insert.table);
                } else {
                    refused.add(insert);
                }
            }
            isProgress = refused.size() < waiting.size();
            waiting = refused;
        }
        connection.commit();
        connection.setAutoCommit(autoCommit);
        return filled;
    }
}
