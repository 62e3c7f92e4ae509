package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.execution.loss.Loss;
import com.jarvis.migrator.execution.loss.LossGuard;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Runs a statement of a changeset with {@code runInTransaction: false} in a transaction of its own, which is committed only if it
 * destroys no data. A statement that PostgreSQL does not run in a transaction, such as CREATE INDEX CONCURRENTLY, runs outside.
 *
 * @param connection in auto-commit mode
 * @param history the oids of Liquibase's own tables
 * @param refusal makes the message for the user from what would be lost
 */
record StatementGuard(Connection connection, Set<Long> history, Function<List<Loss>, MigratorException> refusal)
        implements UnaryOperator<Callable<Object>> {

    /** The key in Liquibase's scope. */
    static final String IN_SCOPE = "jarvis.statementGuard";

    /** Wraps the statement; the wrapped one throws the refusal. */
    @Override
    public Callable<Object> apply(Callable<Object> statement) {
        return () -> {
            connection.setAutoCommit(false);
            try {
                List<Loss> losses = new LossGuard(connection, history).run(statement::call, statement::call);
                if (!losses.isEmpty()) {
                    throw refusal.apply(losses);
                }
                connection.commit();
                connection.setAutoCommit(true);
                return null;
            } catch (Exception e) {
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                if (!needsNoTransaction(e)) {
                    throw e;
                }
            }
            return statement.call();
        };
    }

    private static boolean needsNoTransaction(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && PostgresError.needsNoTransaction(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
