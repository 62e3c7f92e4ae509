package com.jarvis.migrator.autogenerate;

import java.sql.Connection;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/** Work on a database's connection that leaves no trace there: one transaction, which is always rolled back. */
public final class RollbackOnlyTransaction {

    @FunctionalInterface
    public interface Body<T> {
        T run(Connection connection) throws Exception;
    }

    private RollbackOnlyTransaction() {}

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
