package com.jarvis.migrator.session;

import com.jarvis.migrator.Printable;
import java.sql.Connection;
import java.sql.SQLException;
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
              and found.owner <> n.nspowner and found.owner not in (select oid from trusted)
            order by 1 limit 1""";

    private OthersFunctions() {}

    /**
     * The first of them on the search path, with its owner.
     *
     * @return {@code the function f(integer) belongs to the role app}; empty if there is none
     */
    public static Optional<String> first(Connection connection) throws SQLException {
        return SystemQuery.first(connection, FIRST, row -> Printable.line(row.getString(1)));
    }
}
