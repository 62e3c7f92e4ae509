package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Extensions, functions and materialized views of a database, as statements; no entity can describe them. */
final class UndescribedObjects {

    private static final String EXTENSIONS = """
            select 'create extension if not exists ' || quote_ident(extname) from pg_extension where extname <> 'plpgsql' order by oid""";

    private static final String FUNCTIONS = """
            with tables as (select reltype from pg_class where relkind in ('r', 'p', 'v', 'm', 'f'))
            select pg_get_functiondef(p.oid),
                   format('drop %s %s', case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure),
                   quote_ident(n.nspname),
                   exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'n'
                     and (d.refclassid = 'pg_class'::regclass or d.refclassid = 'pg_type'::regclass and d.refobjid in (select reltype from tables)))
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = any (?) and p.prokind in ('f', 'p', 'w')
              and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i'))
            order by p.oid""";

    private static final String MATERIALIZED_VIEWS = """
            select array[format('create materialized view %s as %s', c.oid::regclass, trim(trailing ';' from pg_get_viewdef(c.oid)))]
                     || array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid order by i.indexrelid),
                   format('drop materialized view %s', c.oid::regclass), quote_ident(n.nspname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and c.relkind = 'm'
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by c.oid""";

    private final List<Operation> first = new ArrayList<>();
    private final List<Operation> beforeTables = new ArrayList<>();
    private final List<Operation> afterTables = new ArrayList<>();
    private final List<Operation> dropsBeforeTables = new ArrayList<>();
    private final List<Operation> dropsAfterTables = new ArrayList<>();

    private UndescribedObjects() {}

    static UndescribedObjects of(Connection connection, Schemas schemas) throws SQLException {
        UndescribedObjects objects = new UndescribedObjects();
        SystemQuery.list(connection, EXTENSIONS, row -> objects.first.add(statement(row.getString(1))));
        SystemQuery.list(
                connection,
                FUNCTIONS,
                row -> {
                    boolean usesTables = row.getBoolean(4);
                    String schema = schemas.defaultSchema().equals(row.getString(3)) ? row.getString(3) : "";
                    (usesTables ? objects.afterTables : objects.beforeTables)
                            .add(statement(unqualified(row.getString(1).strip(), schema)));
                    return (usesTables ? objects.dropsBeforeTables : objects.dropsAfterTables)
                            .add(statement(row.getString(2)));
                },
                schemas.onServer());
        if (!objects.beforeTables.isEmpty() || !objects.afterTables.isEmpty()) {
            // A function may use what is created after it.
            objects.first.add(0, statement("set local check_function_bodies = off"));
        }
        SystemQuery.list(
                connection,
                MATERIALIZED_VIEWS,
                row -> {
                    String schema = schemas.defaultSchema().equals(row.getString(3)) ? row.getString(3) : "";
                    for (String sql : (String[]) row.getArray(1).getArray()) {
                        objects.afterTables.add(statement(unqualified(sql, schema)));
                    }
                    return objects.dropsBeforeTables.add(statement(row.getString(2)));
                },
                schemas.onServer());
        Collections.reverse(objects.dropsBeforeTables);
        Collections.reverse(objects.dropsAfterTables);
        return objects;
    }

    /** The definition without the name of the default schema, which may be another one in another database. */
    private static String unqualified(String sql, String schema) {
        return sql.replaceFirst(
                "(?i)^(create (?:or replace (?:function|procedure)|(?:unique )?index \\S+ on)) "
                        + Pattern.quote(schema.isEmpty() ? "?" : schema) + "\\.",
                "$1 ");
    }

    private static Operation statement(String sql) {
        return new Create(new Attached(null, sql, true));
    }

    List<Operation> first() {
        return first;
    }

    List<Operation> beforeTables() {
        return beforeTables;
    }

    /** What uses tables: functions with rows of them, and materialized views. */
    List<Operation> afterTables() {
        return afterTables;
    }

    List<Operation> dropsBeforeTables() {
        return dropsBeforeTables;
    }

    List<Operation> dropsAfterTables() {
        return dropsAfterTables;
    }
}
