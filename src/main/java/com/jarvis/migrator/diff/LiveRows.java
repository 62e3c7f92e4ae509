package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;

/** Counts rows of live tables. It takes no lock but ACCESS SHARE. */
final class LiveRows {

    private final Connection connection;

    /** @param connection in a transaction, its search path as it is for the migrations */
    LiveRows(Connection connection) {
        this.connection = connection;
    }

    long of(Name table) throws SQLException {
        return count("select count(*) from " + table.sql());
    }

    boolean exist(Name table) throws SQLException {
        return count("select count(*) from (select 1 from " + table.sql() + " limit 1) r") > 0;
    }

    long with(Column column) throws SQLException {
        return count("select count(" + quote(column.name()) + ") from "
                + column.table().sql());
    }

    long without(Column column) throws SQLException {
        return count("select count(*) from " + column.table().sql() + " where " + quote(column.name()) + " is null");
    }

    /** How many values another type would change, where it is a text or of the same family, and narrower. */
    long changedBy(Column before, Column after) throws SQLException {
        return count("select count(*) from " + before.table().sql() + " where " + TypeChange.changes(before, after));
    }

    /** How many values a condition is true of. */
    long where(Column column, String condition) throws SQLException {
        return count("select count(*) from " + column.table().sql() + " where " + condition);
    }

    /** Whether the server can be asked if a text is one of a type: PostgreSQL 16 and later. */
    boolean knowInvalidInput() throws SQLException {
        return count("select count(*) from pg_proc where proname = 'pg_input_is_valid'") > 0;
    }

    /** How many arrays of the column have more than one element. */
    long withSeveralElements(Column column) throws SQLException {
        return count("select count(*) from " + column.table().sql() + " where cardinality(" + quote(column.name())
                + ") > 1");
    }

    /** What PostgreSQL says when it converts the values to the other type, if it refuses. */
    Optional<String> refusal(Column before, Column after) throws SQLException {
        String using = TypeChange.using(before, after);
        String expression = using == null ? quote(before.name()) + "::" + after.type() : using;
        Savepoint savepoint = connection.setSavepoint();
        try {
            count("select count(*) from (select " + expression + " as v from "
                    + before.table().sql() + " offset 0) r where v is not null");
            connection.releaseSavepoint(savepoint);
            return Optional.empty();
        } catch (SQLException e) {
            connection.rollback(savepoint);
            // Class 22 is "data exception" (manual, appendix A): the values are at fault, not the statement.
            return e.getSQLState().startsWith("22")
                    ? Optional.of(e.getMessage().replaceFirst("^ERROR: ", "").replaceAll("\\s*\\n\\s*", " "))
                    : Optional.empty();
        }
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
