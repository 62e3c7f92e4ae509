package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Checks, before a goal does anything, that it may create its tables in this database. */
final class Privileges {

    private static final String QUERY = """
            select current_user, current_database(), current_schema(),
                   current_setting('search_path'),
                   coalesce(?, current_schema()) is not null and exists (
                           select from pg_class where lower(relname) = lower(?) and relkind in ('r', 'p'))
                   or coalesce(has_schema_privilege(
                           (select oid from pg_namespace where nspname = coalesce(?, current_schema())), 'create'), false),
                   (select min(nspname) from pg_namespace
                    where nspname = any (string_to_array(replace(replace(
                                current_setting('search_path'), '"$user"', current_user), '"', ''), ', '))
                      and not has_schema_privilege(oid, 'usage')),
                   ?::text""";

    private Privileges() {}

    /**
     * @param schema in which a databasechangelog would be created; null for the current schema
     * @param table the name of databasechangelog
     * @throws MigratorException if there is no {@code databasechangelog} yet and no privilege to create it; nearly every
     *     goal needs it, and the migrations would fail in the same way
     */
    static void check(Connection connection, String schema, String table) throws SQLException, MigratorException {
        SystemQuery.Row<Optional<MigratorException>> missing =
                row -> row.getBoolean(5) ? Optional.empty() : Optional.of(missing(row));
        Optional<MigratorException> refusal =
                SystemQuery.one(connection, QUERY, missing, schema, table, schema, schema);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Printable.line(text);
    }

    private static MigratorException missing(ResultSet row) throws SQLException {
        String user = text(row, 1);
        String database = text(row, 2);
        String schema = text(row, row.getString(7) == null ? 3 : 7);
        if (schema == null && row.getString(6) != null) {
            return new MigratorException("""
                    The user %1$s may not use the schema %2$s of the database %3$s, so nothing can be migrated there.
                    Grant it, as the schema's owner: grant usage, create on schema "%2$s" to "%1$s\"""".formatted(user, text(row, 6), database));
        }
        if (schema == null) {
            return new MigratorException("""
                    None of the schemas in the search path of %1$s (%2$s) exists in the database %3$s, so there is nowhere to create a table.
                    Create one, as its owner: create schema authorization "%1$s\"""".formatted(user, text(row, 4), database));
        }
        return new MigratorException("""
                The user %1$s may not create tables in the schema %2$s of the database %3$s, so nothing can be migrated there.
                Grant it, as the schema's owner: grant create on schema "%2$s" to "%1$s\"""".formatted(user, schema, database));
    }
}
