package com.jarvis.migrator.execution;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Constraints that PostgreSQL checks at the commit, where it would be too late to name the migration that violates them. */
public final class DeferredConstraints {

    private static final String DEFERRED = """
            select format('%I.%I', n.nspname, c.conname) as name
            from pg_constraint c join pg_namespace n on n.oid = c.connamespace
            group by 1 having bool_and(c.condeferred)""";

    private DeferredConstraints() {}

    /**
     * Checks them now, and makes them immediate until the end of the transaction.
     *
     * @throws SQLException if one is violated, and the transaction is rolled back then; or if the connection is lost
     */
    public static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set constraints all immediate");
        } catch (SQLException e) {
            if (!connection.isClosed()) {
                connection.rollback();
            }
            throw e;
        }
    }

    /** After a check: defers those again that are deferred at the start of a transaction. */
    public static void deferAgain(Connection connection) throws SQLException {
        List<String> names = SystemQuery.list(connection, DEFERRED, row -> row.getString(1));
        if (!names.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set constraints " + String.join(", ", names) + " deferred");
            }
        }
    }
}
