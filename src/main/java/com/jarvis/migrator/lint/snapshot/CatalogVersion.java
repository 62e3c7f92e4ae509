package com.jarvis.migrator.lint.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * What one query tells of changes in the catalog. PostgreSQL never changes a row of it in place, but for counters, so
 * that rows at another place ({@code ctid}) are other rows.
 *
 * @param newest the highest object id; all that is made later gets a higher one
 * @param names the places of the schemas and types, of which names of other things are made
 * @param oldNames those that were there at the marks before
 * @param types the places of enum types, their values, and domains with their constraints
 * @param newer the tables that have something with a higher id than the newest at the marks before
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

    /** The marks to begin with. */
    static CatalogVersion read(Connection connection) throws SQLException {
        return read(connection, 0);
    }

    /** The marks after these. */
    CatalogVersion next(Connection connection) throws SQLException {
        return read(connection, newest);
    }

    /** Whether something that names are made of has changed or gone since the marks before. */
    boolean rename(CatalogVersion before) {
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
