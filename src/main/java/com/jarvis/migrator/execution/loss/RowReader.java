package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.session.OthersFunctions;
import com.jarvis.migrator.session.SystemPath;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads all rows of a table, never only those that a policy shows. With {@code row_security = off}, PostgreSQL refuses a query
 * that a policy would filter (manual, 20.11.1). If the role owns a table with FORCE ROW LEVEL SECURITY, that is taken off
 * while the query runs, in a savepoint that is rolled back.
 *
 * @param connection in a transaction
 */
record RowReader(Connection connection) {

    /** A policy is to make a query fail instead of hiding rows; see {@link com.jarvis.migrator.session.SystemQuery} for the path. */
    private static final String SETTINGS = "set local row_security = off; set local search_path = " + SystemPath.PATH;

    /** The rows cannot be read. */
    static final class Refused extends Exception {
        Refused(SQLException cause) {
            super(PostgresError.firstLine(cause), cause);
        }

        Refused(String reason) {
            super(reason);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * The only row of a query, as text.
     *
     * @param table the table that it reads, for SQL
     * @throws Refused if the role may not read the whole table
     */
    List<String> row(String table, String query) throws SQLException, Refused {
        Optional<String> danger = OthersFunctions.usedBy(connection, List.of(table));
        if (danger.isPresent()) {
            throw new Refused(danger.get());
        }
        try {
            return undone(() -> {
                execute(SETTINGS);
                return query(query);
            });
        } catch (SQLException e) {
            if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
                throw e;
            }
            return withoutForce(table, query, e);
        }
    }

    private long number(String table, String query) throws SQLException, Refused {
        return Long.parseLong(row(table, query).get(0));
    }

    /** Whether a query returns true. */
    boolean is(String table, String query) throws SQLException, Refused {
        return "t".equals(row(table, query).get(0));
    }

    /** How many rows of a table satisfy a condition, without those of other tables that inherit from it. */
    long rows(Relation table, String condition) throws SQLException, Refused {
        String from = " from only " + table.name() + " where " + condition;
        // One row is found sooner than all are counted.
        return table.isFilled() && is(table.name(), "select exists (select" + from + ")")
                ? number(table.name(), "select count(*)" + from)
                : 0;
    }

    /**
     * Locks a table until the end of the transaction.
     *
     * @throws Refused if the role may not lock it
     */
    void lock(String table, String mode) throws SQLException, Refused {
        Savepoint savepoint = connection.setSavepoint();
        try {
            execute("lock table only " + table + " in " + mode + " mode");
            connection.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
                throw e;
            }
            connection.rollback(savepoint);
            throw new Refused(e);
        }
    }

    private List<String> withoutForce(String table, String query, SQLException refusal) throws SQLException, Refused {
        try {
            return undone(() -> {
                execute(SETTINGS);
                execute("alter table " + table + " no force row level security");
                return query(query);
            });
        } catch (SQLException e) {
            if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
                throw e;
            }
            throw new Refused(refusal);
        }
    }

    private <T> T undone(Work<T> work) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            T result = work.run();
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            return result;
        } catch (SQLException e) {
            if (!connection.isClosed()) {
                connection.rollback(savepoint);
            }
            throw e;
        }
    }

    private List<String> query(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(row.getString(i));
            }
            return values;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
