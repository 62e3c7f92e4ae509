package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Checks, before a goal does anything, that it may create its tables in this database. */
final class Privileges {

    private static final String QUERY = """
            select current_user, current_database(), current_schema(), current_setting('search_path'),
                   to_regclass('databasechangelog') is not null
                   or coalesce(has_schema_privilege(current_schema(), 'create'), false)""";

    private Privileges() {}

    /**
     * @throws MigratorException if there is no {@code databasechangelog} yet and no privilege to create it; nearly every
     *     goal needs it, and the migrations would fail in the same way
     */
    static void check(Connection connection) throws SQLException, MigratorException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            if (row.getBoolean(5)) {
                return;
            }
            String user = row.getString(1);
            String database = row.getString(2);
            String schema = row.getString(3);
            if (schema == null) {
                throw new MigratorException("""
                        None of the schemas in the search path of %s (%s) exists in the database %s, so there is nowhere to create a table.
                        Create one, as its owner: create schema authorization "%s\"""".formatted(user, row.getString(4), database, user));
            }
            throw new MigratorException("""
                    The user %1$s may not create tables in the schema %2$s of the database %3$s, so nothing can be migrated there.
                    Grant it, as the schema's owner: grant create on schema "%2$s" to "%1$s\"""".formatted(user, schema, database));
        }
    }
}
