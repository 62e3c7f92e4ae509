package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads what is attached to the columns and indexes of tables, and goes with them: privileges and settings of a column,
 * statistics objects, and what a table uses an index for. No entity can describe it. The default replica identity is there as
 * long as there is a primary key.
 */
public final class AttachmentReader {

    private static final String ATTACHED = """
            with t as (select c.*, n.nspname, c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
                       where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any (?)),
            a as (select a.*, t.name, t.relowner, t.nspname, t.relname, to_jsonb(a) as row from pg_attribute a join t on t.oid = a.attrelid
                  where a.attnum > 0 and not a.attisdropped),
            i as (select i.*, t.name, t.nspname, t.relname, t.relkind, t.relreplident, i.indexrelid::regclass::text as index, x.reltablespace, x.reloptions
                  from pg_index i join t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid)
            select nspname, relname, sql from (
              select 1, nspname, relname, format('alter table %s alter column %I set statistics %s', name, attname, row ->> 'attstattarget')
              from a where (row ->> 'attstattarget')::integer >= 0
              union all
              select 1, nspname, relname, format('alter table %s alter column %I set (%s)', name, attname, array_to_string(attoptions, ', '))
              from a where attoptions is not null
              union all
              select 1, nspname, relname, format('alter table %s alter column %I set storage %s', name, attname,
                     case attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end)
              from a join pg_type y on y.oid = a.atttypid where a.attstorage <> y.typstorage
              union all
              select 1, nspname, relname, format('alter table %s alter column %I set compression %s', name, attname, case attcompression when 'p' then 'pglz' else 'lz4' end)
              from a where attcompression <> ''
              union all
              select 2, nspname, relname, format('alter index %s set (%s)', index, array_to_string(reloptions, ', '))
              from i where reloptions is not null and exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
              union all
              select 2, nspname, relname, format('alter index %s set tablespace %I', index, s.spcname) from i join pg_tablespace s on s.oid = i.reltablespace
              union all
              select 2, nspname, relname, format('alter index %s alter column %s set statistics %s', index, e.attnum, to_jsonb(e) ->> 'attstattarget')
              from i join pg_attribute e on e.attrelid = i.indexrelid where (to_jsonb(e) ->> 'attstattarget')::integer >= 0
              union all
              select 3, nspname, relname, replace(pg_get_statisticsobjdef(x.oid), ' STATISTICS ' || quote_ident(current_schema()) || '.', ' STATISTICS ')
              from pg_statistic_ext x join t on t.oid = x.stxrelid
              union all
              select 4, nspname, relname, format('alter statistics %s set statistics %s', x.name, x.target)
              from t cross join lateral (select case when m.nspname = current_schema() then '' else quote_ident(m.nspname) || '.' end || quote_ident(s.stxname) as name,
                                                (to_jsonb(s) ->> 'stxstattarget')::integer as target
                                         from pg_statistic_ext s join pg_namespace m on m.oid = s.stxnamespace where s.stxrelid = t.oid) x where x.target >= 0
              union all
              select 4, nspname, relname, format('comment on statistics %s is %L', x.name, x.comment)
              from t cross join lateral (select case when m.nspname = current_schema() then '' else quote_ident(m.nspname) || '.' end || quote_ident(s.stxname) as name,
                                                obj_description(s.oid, 'pg_statistic_ext') as comment
                                         from pg_statistic_ext s join pg_namespace m on m.oid = s.stxnamespace where s.stxrelid = t.oid) x where x.comment is not null
              union all
              select 5, nspname, relname, format('alter table %s cluster on %I', name, (select relname from pg_class x where x.oid = indexrelid)) from i where indisclustered
              union all
              select 5, nspname, relname, format('alter table %s replica identity using index %I', name, (select relname from pg_class x where x.oid = indexrelid))
              from i where indisreplident and relreplident = 'i'
              union all
              select 5, nspname, relname, format('alter table %s replica identity %s', name, case relreplident when 'f' then 'full' else 'nothing' end)
              from t where relreplident in ('f', 'n')
              union all
              select 5, nspname, relname, format('alter table %s replica identity default', name)
              from i where indisprimary and indimmediate and relreplident = 'd' and relkind = 'r'
              union all
              select 6, nspname, relname, format('security label for %I on column %s.%I is %L', l.provider, name, attname, l.label)
              from a join pg_seclabel l on l.classoid = 'pg_class'::regclass and l.objoid = a.attrelid and l.objsubid = a.attnum
              union all
              select 7, nspname, relname, format('grant %s (%I) on %s to %s', lower(p.privilege_type), attname, name, case p.grantee when 0 then 'public' else p.grantee::regrole::text end)
                        || case when p.is_grantable then ' with grant option' else '' end
              from a, aclexplode(a.attacl) p where p.grantee <> a.relowner
            ) statements (place, nspname, relname, sql) order by place, sql""";

    private AttachmentReader() {}

    /** @return in an order in which they can be created */
    public static List<Attached> read(Connection connection, Schemas schemas) throws SQLException {
        return Rows.query(
                connection,
                schemas,
                ATTACHED,
                row -> new Attached(
                        schemas.name(row.getString("nspname"), row.getString("relname")),
                        schemas.localize(row.getString("sql")),
                        true));
    }
}
