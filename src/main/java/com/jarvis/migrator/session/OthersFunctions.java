package com.jarvis.migrator.session;

import com.jarvis.migrator.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/**
 * Functions and operators of other roles that a query about the rows of a user's table could call by mistake: its types and
 * functions are looked up on the search path that migrations run with, so it cannot be a {@link SystemQuery}.
 */
public final class OthersFunctions {

    /**
     * The head of a query: the roles that may act with the rights of this one anyway. These are the role itself and those that it
     * is a member of, superusers, and the owner of the database.
     */
    public static final String TRUSTED = """
            with recursive mine as ( -- pg_has_role() says that a superuser is a member of every role
              select current_user::regrole::oid as oid union select m.roleid from mine join pg_auth_members m on m.member = mine.oid),
            trusted as (
              select oid from mine union select oid from pg_roles where rolsuper
              union select datdba from pg_database where datname = current_database())""";

    private static final String FIRST = TRUSTED + """

            select format('the %s %s belongs to the role %I', found.kind, found.name, pg_get_userbyid(found.owner))
            from pg_namespace n cross join lateral (
              select 'function', p.oid::regprocedure::text, p.proowner from pg_proc p where p.pronamespace = n.oid
              union all select 'operator', o.oid::regoperator::text, o.oprowner from pg_operator o where o.oprnamespace = n.oid
            ) found (kind, name, owner)
            where n.nspname = any (current_schemas(false)) and n.nspname <> 'pg_catalog'
              and found.owner not in (select oid from trusted)
            order by 1 limit 1""";

    /** Generated columns, CHECKs, indexes, statistics, policies and partition keys: PostgreSQL evaluates constants in them early. */
    private static final String USED = TRUSTED + """
            ,
            others as (
              select 'pg_proc'::regclass::oid as class, oid, 'function ' || oid::regprocedure as label, proowner as owner
              from pg_proc where proowner not in (select oid from trusted)
              union all
              select 'pg_operator'::regclass, oid, 'operator ' || oid::regoperator, oprowner
              from pg_operator where oprowner not in (select oid from trusted)),
            uses as (
              select d.refclassid, d.refobjid, coalesce(
                (select adrelid from pg_attrdef f join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum
                 where d.classid = 'pg_attrdef'::regclass and f.oid = d.objid and a.attgenerated <> ''),
                (select conrelid from pg_constraint where d.classid = 'pg_constraint'::regclass and oid = d.objid),
                (select indrelid from pg_index where d.classid = 'pg_class'::regclass and indexrelid = d.objid),
                (select partrelid from pg_partitioned_table where d.classid = 'pg_class'::regclass and partrelid = d.objid),
                (select stxrelid from pg_statistic_ext where d.classid = 'pg_statistic_ext'::regclass and oid = d.objid),
                (select polrelid from pg_policy where d.classid = 'pg_policy'::regclass and oid = d.objid)) as relation
              from pg_depend d where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass))
            select format('table %s uses the %s, which belongs to the role %I', u.relation::regclass, o.label, pg_get_userbyid(o.owner))
            from uses u join others o on o.class = u.refclassid and o.oid = u.refobjid
            where u.relation in (select to_regclass(name) from unnest(?::text[]) t (name))
            order by 1 limit 1""";

    private OthersFunctions() {}

    /**
     * The first use of one by a definition of one of these tables. To create the table again, or to plan a query on it, may run
     * the function.
     *
     * @param tables as SQL writes them; those that do not exist are left out
     * @return {@code table bait uses the function f(integer), which belongs to the role app}; empty if there is none
     */
    public static Optional<String> usedBy(Connection connection, Collection<String> tables) throws SQLException {
        return SystemQuery.first(connection, USED, row -> Printable.line(row.getString(1)), tables);
    }

    /**
     * The first of them on the search path, with its owner.
     *
     * @return {@code the function f(integer) belongs to the role app}; empty if there is none
     */
    public static Optional<String> first(Connection connection) throws SQLException {
        return SystemQuery.first(connection, FIRST, row -> Printable.line(row.getString(1)));
    }
}
