package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.sql.Identifiers;
import java.sql.Connection;
import java.util.function.Supplier;

/**
 * The role of a connection, for the SQL in messages.
 *
 * @param name as SQL writes it
 * @param database the connection's, as SQL writes it
 */
record Role(String name, String database) {

    /** Asks only the driver, so that it also works after the connection is lost: JDBC's own methods would fail then. */
    static Role of(Connection connection) {
        return new Role(
                identifier(() -> (String) Loaders.get(connection, "getUserName"), "<role>"), // PgConnection's
                identifier(
                        () -> (String) Loaders.get(Loaders.get(connection, "getQueryExecutor"), "getDatabase"),
                        "<database>"));
    }

    /** The statement that sets a default of this role in this database, which overrides every other default. */
    String set(String setting, String value) {
        return "alter role %s in database %s set %s = %s".formatted(name, database, setting, value);
    }

    private static String identifier(Supplier<String> answer, String unknown) {
        try {
            String name = answer.get();
            return name == null ? unknown : Printable.line(Identifiers.quote(name));
        } catch (RuntimeException e) {
            return unknown;
        }
    }
}
