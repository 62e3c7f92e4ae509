package com.jarvis.migrator.lint.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Detects changes of the catalog with one query. PostgreSQL does not change a row of the catalog in place, except for
 * counters, so a changed row has another location ({@code ctid}).
 *
 * @param newest the highest object id; later objects get a higher one
 * @param names a checksum of the locations of schemas and types, whose names are part of the names of other objects
 * @param oldNames the same for those that existed in the previous version
 * @param types a checksum of the locations of enum types, their values, and domains with their constraints
 * @param newer the tables with an object that the previous version did not have
 */
record CatalogVersion(long newest, String names, String oldNames, String types, Set<Long> newer) {

    private static final String QUERY = """
            with names as (select oid, ctid from pg_namespace
                           union all select oid, ctid from pg_type where typtype in ('e', 'd')),
                 sums as (select sum(hashtid(ctid)) as names, sum(hashtid(ctid)) filter (where oid <= %1$d) as old from names)
            select greatest((select max(oid) from pg_class), (select max(oid) from pg_constraint),
                       (select max(oid) from pg_type), (select max(oid) from pg_namespace)) as newest,
                   s.names::text, s.old::text,
                   concat_ws(' ', s.names, (select sum(hashtid(ctid)) from pg_enum),
                       (select sum(hashtid(ctid)) from pg_constraint where contypid > 0)) as types,
                   array(select c.oid::int8 from pg_class c where c.oid > %1$d and c.relkind in ('r', 'p', 'm', 'v')
                         union select i.indrelid::int8 from pg_index i where i.indexrelid > %1$d
                         union select o.conrelid::int8 from pg_constraint o where o.oid > %1$d and o.conrelid <> 0) as newer
            from sums s
            """;

    /** Reads the first version. */
    static CatalogVersion read(Connection connection) throws SQLException {
        return read(connection, 0);
    }

    /** Reads the version after this one. */
    CatalogVersion next(Connection connection) throws SQLException {
        return read(connection, newest);
    }

    /** Whether a schema or type was changed or dropped since the previous version. */
    boolean renames(CatalogVersion before) {
        return !before.names.equals(oldNames);
    }

    private static CatalogVersion read(Connection connection, long newest) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY.formatted(newest))) {
            row.next();
            return new CatalogVersion(
                    row.getLong("newest"),
                    row.getString("names"),
                    row.getString("old"),
                    row.getString("types"),
                    Set.of((Long[]) row.getArray("newer").getArray()));
        }
    }
}
