package com.jarvis.migrator.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Constraints that PostgreSQL checks at the commit, where it would be too late to name the migration that violates them. */
public final class DeferredConstraints {

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
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select string_agg(name, ', ') from (
                          select format('%I.%I', n.nspname, c.conname) as name
                          from pg_constraint c join pg_namespace n on n.oid = c.connamespace
                          group by 1 having bool_and(c.condeferred)) deferred""")) {
            row.next();
            if (row.getString(1) != null) {
                statement.execute("set constraints " + row.getString(1) + " deferred");
            }
        }
    }
}
