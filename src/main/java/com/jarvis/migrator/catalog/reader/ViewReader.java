package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.View;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads views and the relations and columns that they use. */
final class ViewReader {

    private static final String VIEWS = """
            select c.oid, n.nspname, c.relname, pg_get_viewdef(c.oid) as definition, %s as comment,
                   array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 order by a.attnum) as columns
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'v' and n.nspname = any (?)
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 2, 3""".formatted(Rows.comment("pg_class", "c.oid"));

    private static final String COMMENTS = """
            select c.oid, a.attname, d.description
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid
            join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = a.attnum
            where c.relkind = 'v' and n.nspname = any (?) and a.attnum > 0
            order by c.oid, a.attname""";

    private static final String ATTACHED = """
            select c.oid, attached.sql, attached.columns
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join %s
            cross join lateral (%s) attached
            where c.relkind = 'v' and n.nspname = any (?)""".formatted(Attached.NAMES, Attached.STATEMENTS);

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

    /** The views, each after those that it reads. */
    List<View> read() throws SQLException {
        Map<Long, View> views = new LinkedHashMap<>();
        Rows.query(connection, schemas, VIEWS, row -> views.put(row.getLong("oid"), view(row)));
        if (views.isEmpty()) {
            return List.of();
        }
        Rows.query(connection, schemas, COMMENTS, row -> {
            View view = views.get(row.getLong("oid"));
            return view == null
                    ? null
                    : view.columnComments().put(row.getString("attname"), row.getString("description"));
        });
        Rows.query(connection, schemas, ATTACHED, row -> {
            View view = views.get(row.getLong("oid"));
            return view != null
                    && view.attached()
                            .add(new View.Attachment(
                                    schemas.localize(row.getString("sql")), Set.copyOf(Rows.strings(row, "columns"))));
        });
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
                Rows.strings(row, "columns"),
                row.getString("comment"),
                new LinkedHashMap<>(),
                new ArrayList<>());
    }
}
