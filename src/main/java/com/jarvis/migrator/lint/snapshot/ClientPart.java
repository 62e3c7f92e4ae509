package com.jarvis.migrator.lint.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What code outside of the database uses besides tables: a view and its columns, a sequence that no column owns, a function, a type, a
 * trigger that is switched on, a right on a relation. Or what stands between such code and rows: row security, a rule with INSTEAD, a
 * foreign key that is not enforced because its triggers are switched off.
 *
 * @param kind {@code view}, {@code sequence} …
 * @param name as SQL writes it; for a part of a relation, with that
 * @param localName without schema and quotes
 * @param relation that it belongs to, as SQL writes it; empty for none
 */
public record ClientPart(String kind, String name, String localName, String relation) {

    private static final String USERS = """
            %1$s not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
            and not exists (select from pg_depend d where d.classid = '%2$s'::regclass and d.objid = %3$s and d.deptype = 'e')""";

    private static final String RELATIONS = USERS.formatted("c.relnamespace", "pg_class", "c.oid")
            + " and c.relname not in ('databasechangelog', 'databasechangeloglock')";

    private static final String QUERY = """
            with c as (select c.*, c.oid::regclass::text as name from pg_class c where %1$s)
            select 'sequence' as kind, c.name, c.relname as local, '' as relation from c
            where c.relkind = 'S' and not exists (
              select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i'))
            union all
            select case c.relkind when 'm' then 'materialized view' else 'view' end, c.name, c.relname, ''
            from c where c.relkind in ('v', 'm')
            union all
            select case c.relkind when 'c' then 'attribute' else 'column' end, c.name || '.' || quote_ident(a.attname), a.attname, c.name
            from c join pg_attribute a on a.attrelid = c.oid
            where c.relkind in ('v', 'm', 'c') and a.attnum > 0 and not a.attisdropped
            union all
            select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
              p.oid::regprocedure::text, p.proname, ''
            from pg_proc p where %2$s and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
            union all
            select 'type', t.oid::regtype::text, t.typname, '' from pg_type t
            where %3$s and (t.typtype in ('e', 'd') or t.typrelid in (select oid from c where relkind = 'c'))
            union all
            select 'trigger', t.tgfoid::regprocedure || ' on ' || c.name, c.relname, c.name
            from pg_trigger t join c on c.oid = t.tgrelid where not t.tgisinternal and t.tgenabled <> 'D'
            union all
            select 'right', r.privilege_type || ' on ' || c.name || ' of '
              || case r.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(r.grantee)) end, c.relname, c.name
            from c cross join lateral aclexplode(c.relacl) r
            where c.relkind in ('r', 'p', 'v', 'm', 'S') and r.grantee <> c.relowner
            union all
            select 'row security', c.name, c.relname, c.name from c where c.relrowsecurity
            union all
            select 'rule', quote_ident(r.rulename) || ' on ' || c.name, r.rulename, c.name
            from pg_rewrite r join c on c.oid = r.ev_class where r.is_instead and r.rulename <> '_RETURN'
            union all
            select 'foreign key', quote_ident(o.conname) || ' on ' || c.name, c.relname, c.name
            from pg_constraint o join c on c.oid = o.conrelid
            where o.contype = 'f' and exists (select from pg_trigger t where t.tgconstraint = o.oid and t.tgenabled = 'D')
            """.formatted(
                    RELATIONS,
                    USERS.formatted("p.pronamespace", "pg_proc", "p.oid"),
                    USERS.formatted("t.typnamespace", "pg_type", "t.oid"));

    /** All of a database, but those of extensions and of Liquibase. */
    public static Set<ClientPart> read(Connection connection) throws SQLException {
        Set<ClientPart> parts = new LinkedHashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                parts.add(new ClientPart(
                        rows.getString("kind"),
                        rows.getString("name"),
                        rows.getString("local"),
                        rows.getString("relation")));
            }
        }
        return parts;
    }

    /** Such as {@code view active_customer}. */
    public String label() {
        return kind + " " + name;
    }
}
