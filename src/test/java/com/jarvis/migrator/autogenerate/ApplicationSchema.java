package com.jarvis.migrator.autogenerate;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/**
 * The schemas that applications create when they start.
 *
 * @param database where their statements run, in transactions that are rolled back
 */
record ApplicationSchema(TestDatabase database) implements AutoCloseable {

    static ApplicationSchema create() throws Exception {
        return new ApplicationSchema(TestDatabase.create());
    }

    /** @param setup SQL that runs first */
    List<String> catalog(String setup, List<String> statements) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            run(connection, setup, statements);
            List<String> catalog = CatalogText.of(connection);
            // When the connection closes, the server rolls back asynchronously. Until then, sequences of the next
            // export get different names.
            connection.rollback();
            return catalog;
        }
    }

    /**
     * Runs the statements as Hibernate does, which logs one that fails, and goes on.
     *
     * @param connection in a transaction
     */
    static void run(Connection connection, String setup, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(setup);
            for (String sql : statements) {
                Savepoint before = connection.setSavepoint();
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    connection.rollback(before);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
