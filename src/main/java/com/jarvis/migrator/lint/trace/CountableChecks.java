package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.sql.ImmutableExpressions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** The CHECKs of a scratch database whose expressions may be evaluated on the rows of the live one: they only compute. */
public final class CountableChecks {

    private static final String QUERY =
            "select c.oid from pg_constraint c where c.contype = 'c' and c.conrelid <> 0 and "
                    + ImmutableExpressions.condition("c.conbin::text");

    private CountableChecks() {}

    /**
     * Reads their ids.
     *
     * @param connection one that has run no statement of a migration: its {@code search_path} must be {@code pg_catalog}
     */
    public static Set<Long> of(Connection connection) throws SQLException {
        Set<Long> ids = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }
}
