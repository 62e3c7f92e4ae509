package com.jarvis.migrator.session;

import com.jarvis.migrator.MigratorException;
import java.sql.Connection;
import java.sql.SQLException;

/** The schema in which a connection creates tables: the first on its search path that exists and may be used. */
public final class DefaultSchema {

    private DefaultSchema() {}

    /** @throws MigratorException if there is none */
    public static String of(Connection connection) throws SQLException, MigratorException {
        String schema = connection.getSchema();
        if (schema == null) {
            throw new MigratorException("""
                    The connection has no schema to create tables in: none on its search path exists, or may be used.
                    Name one in liquibase.properties, for instance
                      url=jdbc:postgresql://localhost:5432/jarvis?currentSchema=public""");
        }
        return schema;
    }
}
