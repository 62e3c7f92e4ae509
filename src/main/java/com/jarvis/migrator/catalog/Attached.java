package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What entities cannot describe and what is dropped along with its object: a partition, option, trigger, rule, policy,
 * statistics object, privilege, or a setting of a column or an index.
 *
 * @param table the table that it belongs to; null for a schema
 * @param sql the statement that creates it
 * @param isOfTableAlone whether the statement needs nothing but the table, roles and tablespaces, so that it also runs on a copy
 *     of the table
 */
public record Attached(Name table, String sql, boolean isOfTableAlone) implements SchemaObject {

    /**
     * A subquery on a row of {@code pg_class c} and its name, {@code q.name} as used in the statements and {@code q.full_name}
     * with its schema. It returns the statements in an order in which they can run, the columns of the relation that each needs,
     * and whether it needs nothing else but roles. Changing the owner of a view comes last, because only the owner may run the
     * others; a recreated table stays with the role that created it.
     */
    public static final String STATEMENTS = """
            with used (classid, objid, columns) as (
              select d.classid, d.objid, array_agg(distinct a.attname::text) from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
              where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid > 0 group by 1, 2)
            select sql, columns, place in (8, 9) as of_table_alone from (
              select p.level - 100, format('create table %s partition of %s %s', p.relid::regclass, p.parentrelid::regclass, pg_get_expr(r.relpartbound, r.oid))
                        || coalesce(' partition by ' || pg_get_partkeydef(r.oid), ''), null::text[]
              from pg_partition_tree(c.oid) p join pg_class r on r.oid = p.relid where c.relkind = 'p' and p.level > 0
              union all
              select 1, format('alter %s %s set (%s)', q.kind, q.name, array_to_string(c.reloptions, ', ')), null where c.reloptions is not null
              union all
              select 1, format('alter table %s set unlogged', q.name), null where c.relpersistence = 'u'
              union all
              select 3, format('alter view %s alter column %I set default %s', q.name, a.attname, pg_get_expr(d.adbin, d.adrelid)), array[a.attname]::text[]
              from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where c.relkind = 'v' and a.attrelid = c.oid
              union all
              select 4, replace(pg_get_triggerdef(t.oid), format(' ON %s ', q.full_name), format(' ON %s ', q.name)),
                        (select u.columns from used u where u.classid = 'pg_trigger'::regclass and u.objid = t.oid)
              from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
              union all
              select 5, format('alter table %s %s trigger %I', q.name, case t.tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname),
                        (select u.columns from used u where u.classid = 'pg_trigger'::regclass and u.objid = t.oid)
              from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'O'
              union all
              select 5, replace(trim(trailing ';' from pg_get_ruledef(r.oid)), format(' TO %s ', q.full_name), format(' TO %s ', q.name)),
                        (select u.columns from used u where u.classid = 'pg_rewrite'::regclass and u.objid = r.oid)
              from pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN'
              union all
              select 6, format('create policy %I on %s as %s for %s to %s', p.polname, q.name, case when p.polpermissive then 'permissive' else 'restrictive' end,
                               case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
                               (select string_agg(case r when 0 then 'public' else r::regrole::text end, ', ' order by r) from unnest(p.polroles) r))
                        || coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                        || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), null
              from pg_policy p where p.polrelid = c.oid
              union all
              select 7, format('alter table %s enable row level security', q.name), null where c.relrowsecurity
              union all
              select 7, format('alter table %s force row level security', q.name), null where c.relforcerowsecurity
              union all
              select case when x.stxnamespace = c.relnamespace then 8 else 7 end, replace(pg_get_statisticsobjdef(x.oid), ' STATISTICS ' || quote_ident(current_schema()) || '.', ' STATISTICS '), null
              from pg_statistic_ext x where x.stxrelid = c.oid
              union all
              select 9, format('grant %s on %s to %s', lower(p.privilege_type), q.name, case p.grantee when 0 then 'public' else p.grantee::regrole::text end)
                        || case when p.is_grantable then ' with grant option' else '' end, null
              from aclexplode(c.relacl) p where p.grantee <> c.relowner
              union all
              select 9, format('grant %s (%I) on %s to %s', lower(p.privilege_type), a.attname, q.name, case p.grantee when 0 then 'public' else p.grantee::regrole::text end)
                        || case when p.is_grantable then ' with grant option' else '' end, array[a.attname]::text[]
              from pg_attribute a, aclexplode(a.attacl) p where a.attrelid = c.oid and not a.attisdropped and p.grantee <> c.relowner
              union all
              select 10, format('alter view %s owner to %s', q.name, c.relowner::regrole), null where c.relkind = 'v' and c.relowner <> current_user::regrole
            ) statements (place, sql, columns) order by place, sql""";

    /** The names used in {@link #STATEMENTS}, from a row of {@code pg_class c} and its {@code pg_namespace n}. */
    public static final String NAMES = """
            lateral (select c.oid::regclass::text, format('%I.%I', n.nspname, c.relname), case c.relkind when 'v' then 'view' else 'table' end) q (name, full_name, kind)""";

    private static final String OF_TABLE =
            "select attached.sql, attached.of_table_alone from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join "
                    + NAMES + " cross join lateral (" + STATEMENTS + ") attached where c.oid = to_regclass(?)";

    private static final String OF_SCHEMA = """
            select sql from (
              select 1, format('comment on schema %I is %L', n.nspname, obj_description(n.oid, 'pg_namespace')), n.oid
              from pg_namespace n where obj_description(n.oid, 'pg_namespace') is not null
              union all
              select 2, format('grant %s on schema %I to %s', lower(p.privilege_type), n.nspname, case p.grantee when 0 then 'public' else p.grantee::regrole::text end)
                        || case when p.is_grantable then ' with grant option' else '' end, n.oid
              from pg_namespace n, aclexplode(n.nspacl) p where p.grantee <> n.nspowner
              union all
              select 3, format('alter schema %I owner to %s', n.nspname, n.nspowner::regrole), n.oid from pg_namespace n where n.nspowner <> current_user::regrole
            ) statements (place, sql, schema) where schema = (select oid from pg_namespace where nspname = ?) order by place, sql""";

    /**
     * Reads what is attached to a table, in an order in which it can be created.
     *
     * @param connection with the search path that migrations run with
     */
    public static List<Attached> of(Connection connection, Name table) throws SQLException {
        return SystemQuery.list(
                connection, OF_TABLE, row -> new Attached(table, row.getString(1), row.getBoolean(2)), table.sql());
    }

    /** Reads the owner, the privileges and the comment of a schema, as statements. */
    public static List<Attached> of(Connection connection, Schema schema) throws SQLException {
        return SystemQuery.list(
                connection, OF_SCHEMA, row -> new Attached(null, row.getString(1), false), schema.name());
    }

    /** Whether it sets what identifies the rows of its table for logical replication. */
    public boolean isReplicaIdentity() {
        return sql.contains(" replica identity ");
    }

    /** Whether it sets that nothing identifies the rows. */
    public boolean isNoIdentity() {
        return sql.endsWith(" replica identity nothing");
    }

    /** Whether it makes an index the replica identity. */
    public boolean isOfIndex() {
        return sql.contains(" replica identity using index ");
    }

    /** Whether it makes the primary key the replica identity, as it is if nothing else is said. */
    public boolean isDefaultIdentity() {
        return sql.endsWith(" replica identity default");
    }

    @Override
    public String kind() {
        return "statement";
    }

    @Override
    public String label() {
        return Printable.line(sql);
    }

    @Override
    public Name relation() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.attached(this);
    }
}
