package com.jarvis.migrator.autogenerate;

import java.sql.Connection;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/** Runs code in a transaction on a database's connection and always rolls it back. */
public final class RollbackOnlyTransaction {

    /** The code that runs in the transaction. */
    @FunctionalInterface
    public interface Body<T> {
        T run(Connection connection) throws Exception;
    }

    private RollbackOnlyTransaction() {}

    /** @return the result of the body */
    public static <T> T run(Database database, Body<T> body) throws Exception {
        Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            connection.rollback();
            return body.run(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }
}
