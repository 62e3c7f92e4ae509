package com.jarvis.migrator.lint.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The rows of the database that a migration is going to run on, only ever read.
 *
 * @param connection to that database; null if there is none to ask
 */
public record LiveRows(Connection connection) {

    /** None to ask: rules about rows find nothing. */
    public static final LiveRows UNKNOWN = new LiveRows(null);

    private static final String TIMEOUT = "set local statement_timeout = '30s'; set local lock_timeout = '1s'";

    /**
     * Rows that break a rule.
     *
     * @param count how many
     * @param example one of them, as text
     */
    public record ViolatingRows(long count, String example) {}

    /**
     * Counts rows.
     *
     * @param query yields one row: how many, and an example
     * @return empty if there is none, if the table or column is not there yet, or if counting takes more than 30 s
     */
    public Optional<ViolatingRows> violating(String query) {
        if (connection == null) {
            return Optional.empty();
        }
        try {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction read only");
                statement.execute(TIMEOUT);
                try (ResultSet row = statement.executeQuery(query)) {
                    row.next();
                    return row.getLong(1) == 0
                            ? Optional.empty()
                            : Optional.of(new ViolatingRows(row.getLong(1), row.getString(2)));
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            return Optional.empty();
        }
    }
}
