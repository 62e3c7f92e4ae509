package com.jarvis.migrator.model;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.scratch.DesiredSchema;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model that has been read.
 *
 * @param ddl the statements that create its schema in an empty database
 * @param origin where each of them comes from
 */
public record Model(List<String> ddl, DesiredSchema.Origin origin) {

    /**
     * The names of constraints and indexes that the mapping gives, in lower case. PostgreSQL and Hibernate name the others.
     *
     * @return null if the model does not tell them apart
     */
    public Set<String> givenNames() {
        Set<String> implicit = origin.implicitNames();
        return implicit == null
                ? null
                : ddl.stream()
                        .map(SqlTokens::of)
                        .flatMap(sql -> Stream.of(sql.namesAfter("constraint"), sql.namesAfter("index")))
                        .flatMap(List::stream)
                        .map(name -> name.substring(name.lastIndexOf('.') + 1)
                                .replace("\"", "")
                                .toLowerCase(Locale.ROOT))
                        .filter(name -> !implicit.contains(name))
                        .collect(Collectors.toUnmodifiableSet());
    }

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
