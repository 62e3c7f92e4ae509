package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.history.QualifiedNames;
import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.session.DefaultSchema;
import com.jarvis.migrator.session.OwnSettings;
import com.jarvis.migrator.session.SystemPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.structure.core.Schema;

/**
 * Reads and writes databasechangelog with the session's own role, search path and other settings, whatever a migration has
 * set. Liquibase commits before it writes the row of a changeset, so that what the changeset set with {@code SET LOCAL} has
 * ended (ChangeSet.execute, 5.0.4); here both are one transaction.
 */
final class HistorySession {

    private HistorySession() {}

    /** A statement that Liquibase writes to its history with. */
    @FunctionalInterface
    interface Write {
        void run() throws Exception;
    }

    /**
     * Writes with the session's own settings. What the migration set with {@code SET} returns at the commit. No operator that
     * another role has created is called: Liquibase compares varchar columns, for which PostgreSQL has none.
     */
    static void write(Database database, Write write) throws DatabaseException {
        try {
            Optional<Connection> transaction = transaction(database);
            if (transaction.isEmpty()) {
                write.run();
                return;
            }
            Connection connection = transaction.get();
            OwnSettings.Transaction state = OwnSettings.transactionWithSystemPath(connection);
            if (state.isReadOnly()) {
                database.commit(); // nothing but this can follow in a transaction that the migration made read-only
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set transaction read write");
                }
            }
            GuardedTransaction.execute(() -> {
                if (state.isReadOnly() || !state.isRestored() || GuardedTransaction.isOpen()) {
                    restore(database, connection);
                    SystemPath.setForTransaction(connection);
                }
                return null;
            });
            QualifiedNames.in(database, () -> {
                write.run();
                return null;
            });
            if (GuardedTransaction.isOpen()) { // otherwise a commit follows
                GuardedTransaction.execute(() -> {
                    restore(database, connection);
                    return null;
                });
            }
        } catch (DatabaseException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Reads with the session's own settings after the last statement of a migration, until the end of its transaction. The row in
     * the history needs the same settings.
     */
    static <T> T readLast(Database database, Callable<T> query) throws Exception {
        Optional<Connection> transaction = transaction(database);
        if (transaction.isPresent()) {
            restore(database, transaction.get(), true);
        }
        return query.call();
    }

    /** Reads with the session's own settings, and then returns to those of the migration. */
    static <T> T read(Database database, Callable<T> query) throws DatabaseException {
        try {
            Optional<Connection> transaction = transaction(database);
            if (transaction.isEmpty()) {
                return query.call();
            }
            Connection connection = transaction.get();
            Savepoint before = connection.setSavepoint();
            restore(database, connection);
            T result = query.call();
            connection.rollback(before);
            return result;
        } catch (DatabaseException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException(e);
        }
    }

    /** Runs statements of Liquibase outside a migration that name functions or operators of PostgreSQL. */
    static <T> T withSystemPath(Database database, Callable<T> statements) throws DatabaseException {
        try {
            if (database.getDefaultSchemaName() == null && database.getConnection() instanceof JdbcConnection jdbc) {
                DefaultSchema.of(jdbc.getUnderlyingConnection()); // with this path it would be pg_catalog
            }
            return database.getConnection() instanceof JdbcConnection jdbc
                    ? QualifiedNames.in(database, () -> SystemPath.run(jdbc.getUnderlyingConnection(), statements))
                    : statements.call();
        } catch (DatabaseException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException(e);
        }
    }

    /** Restores the settings after the last migration, for what the command does then. */
    static void end(Database database) throws DatabaseException {
        if (database.getConnection() instanceof JdbcConnection jdbc && !jdbc.isClosed()) {
            try {
                OwnSettings.restoreForSession(jdbc.getUnderlyingConnection(), lockTimeout());
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }
    }

    /** The connection, if it is in a transaction and the command does not only write a script. */
    static Optional<Connection> transaction(Database database) throws DatabaseException {
        return database.getConnection() instanceof JdbcConnection jdbc
                        && !jdbc.getAutoCommit()
                        && !(Scope.getCurrentScope()
                                        .getSingleton(ExecutorService.class)
                                        .getExecutor("jdbc", database)
                                instanceof LoggingExecutor)
                ? Optional.of(jdbc.getUnderlyingConnection())
                : Optional.empty();
    }

    /**
     * Restores the settings until the end of the transaction, and the search path as Liquibase sets it (PostgresDatabase.rollback,
     * 5.0.4), which Liquibase 4 does for the whole session.
     */
    static void restore(Database database, Connection connection) throws SQLException, DatabaseException {
        restore(database, connection, false);
    }

    private static void restore(Database database, Connection connection, boolean isLast)
            throws SQLException, DatabaseException {
        String schema = database.getDefaultSchemaName();
        OwnSettings.restoreForTransaction(
                connection,
                lockTimeout(),
                schema == null ? null : database.escapeObjectName(schema, Schema.class),
                isLast);
    }

    private static Duration lockTimeout() throws DatabaseException {
        try {
            return LockSettings.of(CommandLine.current().values()).timeout();
        } catch (MigratorException e) {
            throw new DatabaseException(e);
        }
    }
}
