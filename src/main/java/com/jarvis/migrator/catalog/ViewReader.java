package com.jarvis.migrator.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads views and what they read. */
final class ViewReader {

    /** Each statement with its place: another owner comes last, as the view is one's own no more then. */
    private static final String ATTACHED = """
            select sql from (
              select 1, format('alter view %s set (%s)', q.name, array_to_string(c.reloptions, ', ')) where c.reloptions is not null
              union all
              select 2, format('comment on column %s.%I is %L', q.name, a.attname, col_description(c.oid, a.attnum))
              from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and col_description(c.oid, a.attnum) is not null
              union all
              select 3, format('alter view %s alter column %I set default %s', q.name, a.attname, pg_get_expr(d.adbin, d.adrelid))
              from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid
              union all
              select 4, replace(pg_get_triggerdef(t.oid), format(' ON %s ', q.full_name), format(' ON %s ', q.name))
              from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
              union all
              select 5, replace(trim(trailing ';' from pg_get_ruledef(r.oid)), format(' TO %s ', q.full_name), format(' TO %s ', q.name))
              from pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN'
              union all
              select 6, format('grant %s on %s to %s', lower(p.privilege_type), q.name, case p.grantee when 0 then 'public' else p.grantee::regrole::text end)
                        || case when p.is_grantable then ' with grant option' else '' end
              from aclexplode(c.relacl) p where p.grantee <> c.relowner
              union all
              select 7, format('grant %s (%I) on %s to %s', lower(p.privilege_type), a.attname, q.name, case p.grantee when 0 then 'public' else p.grantee::regrole::text end)
                        || case when p.is_grantable then ' with grant option' else '' end
              from pg_attribute a, aclexplode(a.attacl) p where a.attrelid = c.oid and p.grantee <> c.relowner
              union all
              select 8, format('alter view %s owner to %s', q.name, c.relowner::regrole) where c.relowner <> current_user::regrole
            ) statements (place, sql) order by place, sql""";

    private static final String VIEWS = """
            select c.oid, n.nspname, c.relname, pg_get_viewdef(c.oid) as definition, obj_description(c.oid, 'pg_class') as comment,
                   array(%s) as attached
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join lateral (select c.oid::regclass::text, format('%%I.%%I', n.nspname, c.relname)) q (name, full_name)
            where c.relkind = 'v' and n.nspname = any (?)
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 2, 3""".formatted(ATTACHED);

    private static final String USES = """
            select distinct w.ev_class, rn.nspname, r.relname, a.attname
            from pg_rewrite w
            join pg_class v on v.oid = w.ev_class
            join pg_namespace n on n.oid = v.relnamespace
            join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
                 and d.refclassid = 'pg_class'::regclass and d.refobjid <> v.oid
            join pg_class r on r.oid = d.refobjid
            join pg_namespace rn on rn.oid = r.relnamespace
            left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and d.refobjsubid > 0
            where v.relkind = 'v' and n.nspname = any (?)""";

    private final Connection connection;
    private final Schemas schemas;

    ViewReader(Connection connection, Schemas schemas) {
        this.connection = connection;
        this.schemas = schemas;
    }

    /** The views, each behind those that it reads. */
    List<View> read() throws SQLException {
        Map<Long, View> views = new LinkedHashMap<>();
        Rows.query(connection, schemas, VIEWS, row -> views.put(row.getLong("oid"), view(row)));
        if (views.isEmpty()) {
            return List.of();
        }
        Rows.query(connection, schemas, USES, row -> {
            View view = views.get(row.getLong("ev_class"));
            String column = row.getString("attname");
            return view != null
                    && view.uses()
                            .add(new View.Use(
                                    schemas.name(row.getString("nspname"), row.getString("relname")),
                                    column == null ? "" : column));
        });
        List<View> ordered = new ArrayList<>();
        List<View> rest = new ArrayList<>(views.values());
        while (!rest.isEmpty()) {
            View next = rest.stream()
                    .filter(view -> rest.stream().noneMatch(other -> other != view && reads(view, other.name())))
                    .findFirst()
                    .orElse(rest.get(0));
            ordered.add(next);
            rest.remove(next);
        }
        return ordered;
    }

    private static boolean reads(View view, Name relation) {
        return view.uses().stream().anyMatch(use -> use.relation().equals(relation));
    }

    private View view(ResultSet row) throws SQLException {
        String definition = row.getString("definition").strip();
        Set<View.Use> uses = new HashSet<>();
        return new View(
                schemas.name(row.getString("nspname"), row.getString("relname")),
                new Expression(schemas.localize(
                        definition.endsWith(";") ? definition.substring(0, definition.length() - 1) : definition)),
                uses,
                row.getString("comment"),
                Rows.strings(row, "attached").stream().map(schemas::localize).toList());
    }
}
