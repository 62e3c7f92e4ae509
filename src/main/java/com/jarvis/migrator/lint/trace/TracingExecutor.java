package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
 * Runs the statements of a changeset as Liquibase does, traces them, and leaves out those that need rights that it does not have.
 * What Liquibase runs for itself (tags, history, preconditions) is not part of the migration and not traced. Programs and Java
 * classes run only if they are trusted.
 */
final class TracingExecutor extends JdbcExecutor {

    private final Connection connection;
    private final boolean isTrusted;
    private final List<NotTried> notTried = new ArrayList<>();
    private final List<String> rollback = new ArrayList<>();
    private String rollbackTransaction;
    private LeftOut leftOut;
    private Trace trace;
    private int change;
    private int number;
    private boolean inChange;
    private boolean inRollback;

    /** @param isTrusted whether programs and Java classes of the changelog run */
    TracingExecutor(Database database, Connection connection, boolean isTrusted) {
        this.connection = connection;
        this.isTrusted = isTrusted;
        setDatabase(database);
    }

    /**
     * Begins an attempt to run a changeset.
     *
     * @param without what to leave out, which grows with each failure
     * @param next the trace of its statements; null for none
     */
    void begin(LeftOut without, Trace next) {
        leftOut = without;
        trace = next;
        change = 0;
        number = 0;
        inRollback = false;
        notTried.clear();
        rollback.clear();
    }

    /** Begins an attempt to run the rollback of the same changeset. Its statements are not traced, but remembered. */
    void beginRollback(LeftOut without) {
        leftOut = without;
        trace = null;
        number = 0;
        inRollback = true;
        notTried.removeIf(part -> part.what().equals("its rollback"));
        rollback.clear();
        rollbackTransaction = null;
    }

    /** Ends the attempt: what Liquibase runs now is its own. */
    void end() {
        leftOut = null;
        trace = null;
        inRollback = false;
    }

    /** What the last attempts to run the changeset and its rollback have left out. */
    List<NotTried> notTried() {
        return List.copyOf(notTried);
    }

    /** The id of the transaction in which the first statement of the rollback has run; null if there was none. */
    String rollbackTransaction() {
        return rollbackTransaction;
    }

    /** The statements of the rollback, and its programs. */
    List<String> rollback() {
        return List.copyOf(rollback);
    }

    /** Remembers a part of the changeset that is not tried. */
    void leaveOut(NotTried part) {
        notTried.add(part);
    }

    boolean isTrusted() {
        return isTrusted;
    }

    /**
     * Remembers a program or Java class of the rollback.
     *
     * @return whether it may run
     */
    boolean mayRollBack(Change program) {
        rollback.add(ProgramChange.text(program));
        if (!isTrusted) {
            notTried.add(new NotTried("its rollback", NotTried.PROGRAM, ProgramChange.text(program)));
        }
        return isTrusted;
    }

    @Override
    public void execute(Change next, List<SqlVisitor> visitors) throws DatabaseException {
        change++;
        if (ProgramChange.is(next)) {
            program(next, visitors);
            return;
        }
        inChange = !(next instanceof TagDatabaseChange);
        try {
            super.execute(next, visitors);
        } finally {
            inChange = false;
        }
    }

    private void program(Change program, List<SqlVisitor> visitors) throws DatabaseException {
        if (trace != null) {
            skip(ProgramChange.text(program), isTrusted ? null : NotTried.PROGRAM);
        } else if (!isTrusted) {
            notTried.add(new NotTried("it", NotTried.PROGRAM, ProgramChange.text(program)));
        }
        if (isTrusted) {
            super.execute(ProgramChange.withoutPasswords(program), visitors);
        }
    }

    @Override
    public void execute(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
        if (leftOut == null || !inChange && !inRollback) {
            super.execute(statement, visitors);
        } else if (statement instanceof ExecutablePreparedStatement) {
            run(statement.toString(), () -> super.execute(statement, visitors));
        } else {
            for (String sql : applyVisitors(statement, visitors)) {
                for (String one : statements(sql)) {
                    run(one, () -> execute(one));
                }
            }
        }
    }

    /** The statements of a text, each traced for itself; without a transaction around it, the text runs in one of its own. */
    private List<String> statements(String sql) throws DatabaseException {
        try {
            return trace == null || connection.getAutoCommit() ? List.of(sql) : StatementTexts.of(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
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

    /** Runs a statement; without a transaction around it, again after a failure that need not end the attempt. */
    private void run(String sql, Trace.ThrowingRunnable<DatabaseException> statement) throws DatabaseException {
        number++;
        try {
            if (inRollback) {
                rollback.add(sql);
                if (rollbackTransaction == null && !connection.getAutoCommit()) {
                    rollbackTransaction =
                            SystemQuery.one(connection, "select pg_current_xact_id()::text", row -> row.getString(1));
                }
            }
            while (!leftOut.contains(number)) {
                try {
                    if (trace == null) {
                        statement.run();
                    } else {
                        trace.run(change, sql, statement);
                    }
                    return;
                } catch (DatabaseException e) {
                    leftOut.failed(number, e);
                    if (!connection.getAutoCommit() || !leftOut.runAgain()) {
                        throw e;
                    }
                }
            }
            skip(sql, NotTried.RIGHTS);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** @param why null if it is not traced, but runs */
    private void skip(String text, String why) throws DatabaseException {
        try {
            if (trace != null) {
                trace.skip(change, text);
            }
            if (why != null) {
                String what = inRollback
                        ? "its rollback"
                        : trace == null
                                ? "it"
                                : "statement " + trace.statements().size();
                notTried.add(new NotTried(what, why, text));
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
