package com.jarvis.migrator.model;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.scratch.DesiredSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A model that has been read.
 *
 * @param ddl the statements that create its schema in an empty database
 * @param origin where each of them comes from
 */
public record Model(List<String> ddl, DesiredSchema.Origin origin) {

    /**
     * The schema that the model defines.
     *
     * @param connection with the search path that migrations run with
     * @throws MigratorException when the server is not PostgreSQL, or the search path has no schema to create tables in
     * @throws SQLException when the connection fails
     */
    public DesiredSchema desired(Connection connection) throws SQLException, MigratorException {
        return DesiredSchema.of(connection, ddl, origin);
    }
}
