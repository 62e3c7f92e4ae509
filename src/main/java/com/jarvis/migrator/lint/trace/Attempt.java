package com.jarvis.migrator.lint.trace;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;

/** A statement that may fail without ending its transaction. */
final class Attempt {

    private Attempt() {}

    /**
     * Executes it.
     *
     * @param connection not in auto-commit mode
     * @return why it failed, and so has left nothing behind; empty if it did not
     */
    static Optional<SQLException> execute(Connection connection, String sql) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.releaseSavepoint(savepoint);
            return Optional.empty();
        } catch (SQLException e) {
            connection.rollback(savepoint);
            return Optional.of(e);
        }
    }
}
