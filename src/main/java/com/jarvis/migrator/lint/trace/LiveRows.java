package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.embedded.Binaries;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.session.OthersFunctions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Read access to the rows of the live database.
 *
 * @param connection to that database; null if unknown
 * @param danger why no row is read: see {@link OthersFunctions}
 * @param sizes those of another database, by which the migrations are judged
 */
public record LiveRows(Connection connection, Optional<String> danger, Optional<TableSizes> sizes) {

    /** No database: rules about rows find nothing. */
    public static final LiveRows UNKNOWN = new LiveRows(null, Optional.empty(), Optional.empty());

    /** Row security is off, so that a policy makes the query fail instead of hiding rows from it. */
    private static final String SETTINGS =
            "set local statement_timeout = '30s'; set local lock_timeout = '1s'; set local row_security = off";

    /** The rows of the database that the connection leads to. */
    public static LiveRows of(Connection connection) throws SQLException {
        return of(connection, Optional.empty());
    }

    /** The rows of a database, and the sizes of another one. */
    public static LiveRows of(Connection connection, Optional<TableSizes> sizes) throws SQLException {
        return new LiveRows(connection, OthersFunctions.first(connection), sizes);
    }

    /**
     * The programs of a throw-away server of the same version, if they can be had.
     *
     * @throws MigratorException if there are none of any version for this platform
     */
    Binaries binaries() throws SQLException, MigratorException {
        return connection == null
                ? Binaries.forThisPlatform()
                : Binaries.likeServer(connection.getMetaData().getDatabaseMajorVersion());
    }

    /** Whether the server has what came with a major version of PostgreSQL, for advice; if no server is known, it has. */
    public boolean isAtLeast(int majorVersion) {
        try {
            return connection == null || connection.getMetaData().getDatabaseMajorVersion() >= majorVersion;
        } catch (SQLException e) {
            return false;
        }
    }

    /** The size of a table; empty if it does not exist, if it cannot be read within a second, or if no database is known. */
    public Optional<TableSize> size(Table table) {
        if (sizes.isPresent()) {
            return sizes.get().of(table);
        }
        return connection == null ? Optional.empty() : read(() -> TableSize.of(connection, table));
    }

    /**
     * Rows that a migration would fail on.
     *
     * @param count their number
     * @param example one of them, as text
     */
    public record ViolatingRows(long count, String example) {}

    /**
     * Counts rows.
     *
     * @param query gives one row: a count and an example
     * @return empty if there are none, if the table or column does not exist yet, if a policy would hide rows, or if counting takes more
     *     than 30 s
     */
    public Optional<ViolatingRows> violating(String query) {
        if (connection == null || danger.isPresent()) {
            return Optional.empty();
        }
        return read(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getLong(1) == 0
                        ? Optional.empty()
                        : Optional.of(new ViolatingRows(row.getLong(1), row.getString(2)));
            }
        });
    }

    private interface Reading<T> {
        Optional<T> read() throws SQLException;
    }

    private <T> Optional<T> read(Reading<T> reading) {
        try {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction read only");
                statement.execute(SETTINGS);
                return reading.read();
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            return Optional.empty();
        }
    }
}
