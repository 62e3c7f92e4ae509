package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.ddl.TypeConversion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Counts rows of live tables. It takes no lock but ACCESS SHARE. */
final class RowCounts {

    private final Connection connection;

    /** @param connection in a transaction, its search path as it is for the migrations */
    RowCounts(Connection connection) {
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
        return count(
                "select count(*) from " + before.table().sql() + " where " + TypeConversion.changes(before, after));
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

    /** How many values the other type takes, but makes null. */
    long madeNull(Column before, Column after) throws SQLException {
        return count("select count(*) from " + before.table().sql() + " where " + quote(before.name())
                + " is not null and (" + TypeConversion.value(before, after, List.of()) + ") is null");
    }

    /**
     * What a query counts; nothing where the rows can't be looked at: the role may not read them, or what they are
     * compared with is only made by the migration.
     */
    long inTheWay(String query) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            // A default that takes the next number of a sequence would take it for good.
            statement.execute("set local transaction_read_only = on");
            return count(query);
        } catch (SQLException e) {
            // The classes of what is wrong with the statement, with a value, and with a write (manual, appendix A).
            if (!e.getSQLState().matches("(42|22|25).*")) {
                throw e;
            }
            return 0;
        } finally {
            connection.rollback(savepoint);
        }
    }

    /** What PostgreSQL says when it converts the values to the other type, if it refuses. */
    Optional<String> refusal(Column before, Column after) throws SQLException {
        return refusal(
                "select count(*) from (select " + TypeConversion.value(before, after, List.of()) + " as v from "
                        + before.table().sql() + " offset 0) r where v is not null",
                before);
    }

    /** What PostgreSQL says when it converts the values to the other type and back, if it refuses. */
    Optional<String> refusalOfWayBack(Column before, Column after) throws SQLException {
        return refusal(wayBack(before, after), before);
    }

    /** How many values come back from the other type as other ones; none where the proof will say that they can't. */
    long changedByWayBack(Column before, Column after) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return count(wayBack(before, after));
        } catch (SQLException e) {
            connection.rollback(savepoint);
            return 0;
        }
    }

    /** How many values of a text type are longer when they come back from the other type, and don't fit any more. */
    long tooLongOnWayBack(Column before, Column after) throws SQLException {
        String using = TypeConversion.using(after.named(before.name()), before);
        String condition = using == null
                ? TypeConversion.tooLong(
                        "(" + TypeConversion.value(before, after, List.of()) + ")::text", before.type())
                : null;
        return condition == null ? 0 : where(before, condition);
    }

    private static String wayBack(Column before, Column after) {
        String column = quote(before.name());
        return "select count(*) from (select " + column + " as jarvis_was, "
                + TypeConversion.value(before, after, List.of()) + " as "
                + column
                + " from " + before.table().sql() + " offset 0) r where jarvis_was is not null and "
                + TypeConversion.comparable(
                        "(" + TypeConversion.value(after.named(before.name()), before, List.of()) + ")", before.type())
                + " is distinct from " + TypeConversion.comparable("jarvis_was", before.type());
    }

    private Optional<String> refusal(String sql, Column before) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            count(sql);
            connection.releaseSavepoint(savepoint);
            return Optional.empty();
        } catch (SQLException e) {
            connection.rollback(savepoint);
            // Class 22 is "data exception" (manual, appendix A): the values are at fault, not the statement. So they
            // are
            // where they name large objects that there are none of.
            return e.getSQLState().startsWith("22") || before.type().equals("oid")
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
