package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.References;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads tables with their columns, constraints and indexes. */
final class TableReader {

    private static final String TABLES = """
            with compared (schema) as (select unnest(?::name[]))
            select c.oid, n.nspname, c.relname, pg_get_partkeydef(c.oid) as partition_key, %s as comment, i.schemas as parent_schemas, i.names as parents,
                   case when i.names is not null then array(
                     select a.attname::text from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                     where a.attrelid = c.oid and not a.attislocal and not exists (
                       select from pg_inherits h join pg_attribute p on p.attrelid = h.inhparent and p.attname = a.attname
                       left join pg_attrdef e on e.adrelid = p.attrelid and e.adnum = p.attnum
                       where h.inhrelid = c.oid and (p.attnotnull, pg_get_expr(e.adbin, e.adrelid)) is distinct from (a.attnotnull, pg_get_expr(d.adbin, d.adrelid)))) end as inherited
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            left join lateral (
              select array_agg(q.nspname::text order by inhseqno) as schemas, array_agg(p.relname::text order by inhseqno) as names
              from pg_inherits join pg_class p on p.oid = inhparent join pg_namespace q on q.oid = p.relnamespace
              where inhrelid = c.oid having bool_and(q.nspname in (select schema from compared))) i on true
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in (select schema from compared)
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 2, 3""".formatted(Rows.comment("pg_class", "c.oid"));

    /** Up to PostgreSQL 14 the column refers to what its generation expression uses, later its entry in pg_attrdef. */
    private static final String COLUMNS = """
            with reference (relation, attnum, refclassid, refobjid, refobjsubid) as (
              select objid, objsubid, refclassid, refobjid, refobjsubid from pg_depend where classid = 'pg_class'::regclass and objsubid > 0
              union
              select d.adrelid, d.adnum, r.refclassid, r.refobjid, r.refobjsubid
              from pg_depend r join pg_attrdef d on d.oid = r.objid where r.classid = 'pg_attrdef'::regclass),
            named (relation, attnum, schema, name, own) as (
              select r.relation, r.attnum, n.nspname::text, e.typname::text, null
              from reference r join pg_type t on t.oid = r.refobjid join pg_type e on e.oid = case when t.typtype = 'b' and t.typcategory = 'A' then t.typelem else t.oid end
              join pg_namespace n on n.oid = e.typnamespace where r.refclassid = 'pg_type'::regclass
              union all
              select r.relation, r.attnum, n.nspname, s.relname, null from reference r join pg_class s on s.oid = r.refobjid and s.relkind = 'S'
              join pg_namespace n on n.oid = s.relnamespace where r.refclassid = 'pg_class'::regclass
              union all
              select r.relation, r.attnum, null, null, a.attname from reference r join pg_attribute a on a.attrelid = r.refobjid and a.attnum = r.refobjsubid
              where r.refclassid = 'pg_class'::regclass and r.refobjid = r.relation and r.refobjsubid > 0 and r.refobjsubid <> r.attnum),
            referenced as (
              select relation, attnum, array_agg(schema) filter (where name is not null) as schemas, array_agg(name) filter (where name is not null) as names,
                     array_agg(own) filter (where own is not null) as columns
              from named group by relation, attnum)
            select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attidentity, a.attgenerated,
                   pg_get_expr(d.adbin, d.adrelid) as expression, %s as comment,
                   a.attnotnull and not exists (select from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'n'
                     and not k.convalidated and k.conkey[1] = a.attnum) as notnull,
                   case when a.attcollation not in (0, t.typcollation)
                        then (select case when ln.nspname = 'pg_catalog' then '' else quote_ident(ln.nspname) || '.' end || quote_ident(l.collname)
                              from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace where l.oid = a.attcollation) end as collation,
                   f.schemas as referenced_schemas, f.names as referenced_names, f.columns as referenced_columns
            from pg_attribute a
            join pg_type t on t.oid = a.atttypid
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            left join referenced f on f.relation = a.attrelid and f.attnum = a.attnum
            where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped and n.nspname = any (?)
            order by a.attrelid, a.attnum""".formatted(Rows.comment("pg_class", "a.attrelid", "a.attnum"));

    private static final String CONSTRAINTS = """
            select k.conrelid, k.conname, k.contype, case when k.contype <> 'c' then pg_get_constraintdef(k.oid) end as definition, pg_get_expr(k.conbin, k.conrelid) as condition,
                   %7$s as comment, rn.nspname as referenced_schema, r.relname as referenced,
                   array(select a.attname::text from unnest(k.conkey) with ordinality u(attnum, position)
                         join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum order by u.position)
                     || array(select a.attname::text from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                         where k.contype = 'x' and d.classid = 'pg_class'::regclass and d.objid = k.conindid and d.refclassid = 'pg_class'::regclass
                         and d.refobjid = k.conrelid and d.refobjsubid <> all (k.conkey) order by a.attnum) as columns,
                   array(select a.attname::text from unnest(k.confkey) with ordinality u(attnum, position)
                         join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum order by u.position) as referenced_columns,
                   %1$s as on_update, %2$s as on_delete,
                   array_remove(array[case when not k.convalidated and %3$s then 'NOT_VALID' end,
                     case when not %3$s then 'NOT_ENFORCED' end,
                     case when k.condeferrable then 'DEFERRABLE' end,
                     case when k.condeferred then 'INITIALLY_DEFERRED' end,
                     case when k.contype in ('c', 'n') and k.connoinherit then 'NO_INHERIT' end,
                     case when %4$s then 'NULLS_NOT_DISTINCT' end,
                     case when %5$s then 'WITHOUT_OVERLAPS' end,
                     case when i.indnkeyatts <> i.indnatts then 'INCLUDE' end,
                     case when k.confmatchtype = 'f' then 'MATCH_FULL' end,
                     case when %6$s then 'SET_COLUMNS' end], null) as properties
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_class r on r.oid = k.confrelid
            left join pg_namespace rn on rn.oid = r.relnamespace
            left join pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
            where (k.contype in ('p', 'u', 'f', 'c', 'x') or k.contype = 'n' and not k.convalidated) and k.conparentid = 0 and (k.conislocal or k.coninhcount = 0)
              and n.nspname = any (?)
            order by k.conrelid, position(k.contype::text in 'pucxnf'), k.conname""";

    private static final String INDEXES = """
            select i.indrelid, n.nspname, c.relname, i.indisunique, i.indisvalid, pg_get_indexdef(c.oid) as definition,
                   %s as comment,
                   array(select pg_get_indexdef(c.oid, k, true) from generate_series(1, i.indnkeyatts) k order by k) as keys,
                   array(select trim(case when o & 1 = 1 then 'DESC' else '' end
                                || case when o & 3 = 2 then ' NULLS FIRST' when o & 3 = 1 then ' NULLS LAST' else '' end)
                         from unnest(i.indoption) with ordinality u(o, position) order by position) as options,
                   array(select a.attname::text from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid) as columns,
                   i.indpred is null and i.indexprs is null and m.amname = 'btree' and i.indnkeyatts = i.indnatts
                     and not exists (select from unnest(i.indclass) oc join pg_opclass p on p.oid = oc where not p.opcdefault) as plain
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_am m on m.oid = c.relam
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and not c.relispartition
              and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))
            order by i.indrelid, c.relname""".formatted(Rows.comment("pg_class", "c.oid"));

    private final Connection connection;
    private final Schemas schemas;
    private final Map<Name, Map<String, Sequence>> identities;

    /** @param identities the sequences of identity columns, by table and column */
    TableReader(Connection connection, Schemas schemas, Map<Name, Map<String, Sequence>> identities) {
        this.connection = connection;
        this.schemas = schemas;
        this.identities = identities;
    }

    List<Table> read() throws SQLException {
        Map<Long, Table> tables = new LinkedHashMap<>();
        Rows.query(connection, schemas, TABLES, row -> tables.put(row.getLong("oid"), table(row)));
        Rows.query(connection, schemas, COLUMNS, row -> {
            Table table = tables.get(row.getLong("attrelid"));
            return table != null && table.columns().add(column(table.name(), row));
        });
        Rows.query(connection, schemas, constraints(connection.getMetaData().getDatabaseMajorVersion()), row -> {
            Table table = tables.get(row.getLong("conrelid"));
            return table != null && table.constraints().add(constraint(table.name(), row));
        });
        Rows.query(connection, schemas, INDEXES, row -> {
            Table table = tables.get(row.getLong("indrelid"));
            return table != null && table.indexes().add(index(table.name(), row));
        });
        return List.copyOf(tables.values());
    }

    private Table table(ResultSet row) throws SQLException {
        return new Table(
                schemas.name(row.getString("nspname"), row.getString("relname")),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                row.getString("partition_key"),
                row.getString("comment"),
                row.getArray("parents") == null
                        ? null
                        : new Table.Inheritance(
                                Rows.names(row, schemas, "parent_schemas", "parents"),
                                Set.copyOf(Rows.strings(row, "inherited"))));
    }

    private Column column(Name table, ResultSet row) throws SQLException {
        String name = row.getString("attname");
        String expression = schemas.localize(row.getString("expression"));
        String generated = row.getString("attgenerated");
        String identity = row.getString("attidentity");
        return new Column(
                table,
                name,
                schemas.localize(row.getString("type")),
                row.getBoolean("notnull"),
                generated.isEmpty() ? expression : null,
                identity.isEmpty()
                        ? null
                        : new Column.Identity(
                                identity.equals("a"), identities.get(table).get(name)),
                generated.isEmpty() ? null : new Expression(expression),
                generated.equals("v"),
                row.getString("collation"),
                row.getString("comment"),
                new References(
                        Set.copyOf(Rows.names(row, schemas, "referenced_schemas", "referenced_names")),
                        Set.copyOf(Rows.strings(row, "referenced_columns"))));
    }

    private Constraint constraint(Name table, ResultSet row) throws SQLException {
        String referenced = row.getString("referenced");
        String condition = schemas.localize(row.getString("condition"));
        Set<Constraint.Property> properties = Rows.strings(row, "properties").stream()
                .map(Constraint.Property::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        return new Constraint(
                table,
                row.getString("conname"),
                switch (row.getString("contype")) {
                    case "p" -> Constraint.Type.PRIMARY_KEY;
                    case "u" -> Constraint.Type.UNIQUE;
                    case "c" -> Constraint.Type.CHECK;
                    case "x" -> Constraint.Type.EXCLUSION;
                    case "n" -> Constraint.Type.NOT_NULL;
                    default -> Constraint.Type.FOREIGN_KEY;
                },
                condition == null ? schemas.localize(row.getString("definition")) : null,
                condition == null ? null : new Expression(condition),
                properties,
                Rows.strings(row, "columns"),
                referenced == null ? null : schemas.name(row.getString("referenced_schema"), referenced),
                Rows.strings(row, "referenced_columns"),
                row.getString("on_update"),
                row.getString("on_delete"),
                row.getString("comment"));
    }

    /** The query, without the columns that a version of PostgreSQL does not have yet. */
    private static String constraints(int version) {
        return CONSTRAINTS.formatted(
                action("k.confupdtype"),
                action("k.confdeltype"),
                version >= 18 ? "k.conenforced" : "true",
                version >= 15 ? "i.indnullsnotdistinct" : "false",
                version >= 18 ? "k.conperiod" : "false",
                version >= 15 ? "k.confdelsetcols is not null" : "false",
                Rows.comment("pg_constraint", "k.oid"));
    }

    private static String action(String column) {
        return "case " + column
                + " when 'c' then 'CASCADE' when 'n' then 'SET NULL' when 'd' then 'SET DEFAULT' when 'r' then 'RESTRICT' end";
    }

    private Index index(Name table, ResultSet row) throws SQLException {
        List<String> columns = Rows.strings(row, "keys");
        List<String> options = Rows.strings(row, "options");
        List<Index.Key> keys = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            keys.add(new Index.Key(columns.get(i), options.get(i)));
        }
        String definition = row.getString("definition");
        return new Index(
                table,
                schemas.name(row.getString("nspname"), row.getString("relname")),
                row.getBoolean("indisunique"),
                schemas.localize(definition.substring(definition.indexOf(" USING ") + " USING ".length())),
                keys,
                row.getBoolean("plain"),
                row.getBoolean("indisvalid"),
                row.getString("comment"),
                References.columns(Rows.strings(row, "columns")));
    }
}
