package com.jarvis.migrator.lint.trace;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import liquibase.change.Change;
import liquibase.change.core.TagDatabaseChange;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import liquibase.executor.jvm.JdbcExecutor;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.ExecutablePreparedStatement;
import liquibase.statement.SqlStatement;

/**
 * Runs the statements of a changeset as Liquibase does, and traces them. What Liquibase runs for itself (tags, history,
 * preconditions) is not part of the migration and not traced.
 */
final class TracingExecutor extends JdbcExecutor {

    private final Connection connection;
    private Trace trace;
    private int change;
    private boolean inChange;

    TracingExecutor(Database database, Connection connection) {
        this.connection = connection;
        setDatabase(database);
    }

    /** Sends the statements of later changes to that trace; null for none. */
    void traceTo(Trace next) {
        trace = next;
        change = 0;
    }

    @Override
    public void execute(Change next, List<SqlVisitor> visitors) throws DatabaseException {
        change++;
        inChange = !(next instanceof TagDatabaseChange);
        try {
            super.execute(next, visitors);
        } finally {
            inChange = false;
        }
    }

    @Override
    public void execute(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
        if (trace == null || !inChange) {
            super.execute(statement, visitors);
        } else if (statement instanceof ExecutablePreparedStatement) {
            run(statement.toString(), () -> super.execute(statement, visitors));
        } else {
            for (String sql : applyVisitors(statement, visitors)) {
                run(sql, () -> execute(sql));
            }
        }
    }

    private void execute(String sql) throws DatabaseException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private void run(String sql, Trace.ThrowingRunnable<DatabaseException> runnable) throws DatabaseException {
        try {
            trace.run(change, sql, runnable);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
