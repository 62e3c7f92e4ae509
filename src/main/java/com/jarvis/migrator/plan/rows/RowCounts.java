package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.session.OthersFunctions;
import com.jarvis.migrator.session.SystemPath;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.ImmutableExpressions;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Counts rows of live tables. Takes only ACCESS SHARE locks. It counts all rows or none: where a row security policy would hide
 * some of them, a count throws {@link RowsHidden}.
 */
final class RowCounts {

    private final Connection connection;

    /** Null until asked for: most migrations count nothing. */
    private String schema;

    private Optional<String> danger;

    /** @param connection in a transaction, with the search path that migrations run with */
    RowCounts(Connection connection) {
        this.connection = connection;
    }

    /**
     * Why queries find only what is in pg_catalog: something on the search path belongs to a role that is not trusted, for
     * instance {@code the function f(integer) belongs to the role app}.
     */
    Optional<String> danger() throws SQLException {
        if (danger == null) {
            danger = OthersFunctions.first(connection);
        }
        return danger;
    }

    String sql(Name table) throws SQLException {
        if (schema == null) {
            schema = SystemQuery.one(connection, "select current_schema()", row -> row.getString(1));
        }
        return table.in(schema).sql();
    }

    long of(Name table) throws SQLException {
        return count("select count(*) from " + sql(table));
    }

    /** Also true if it is not known. */
    boolean mayExist(Name table) throws SQLException {
        return isSome("select count(*) from (select 1 from " + sql(table) + " limit 1) r");
    }

    long with(Column column) throws SQLException {
        return count("select count(" + quote(column.name()) + ") from " + sql(column.table()));
    }

    /** Whether values other than null may exist; also true if it is not known. */
    boolean mayHave(Column column) throws SQLException {
        return isSome("select count(" + quote(column.name()) + ") from " + sql(column.table()));
    }

    /** Whether rows may have values in all columns of a foreign key, which has its names of after some renames. */
    boolean mayHave(Constraint key, Catalog live, NamesBefore names) throws SQLException {
        for (String column : key.columns()) {
            Column now = names.in(live, key.table(), column);
            if (now == null || !mayHave(now)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nulls may exist; also true if it is not known. */
    boolean mayLack(Column column) throws SQLException {
        return isSome("select count(*) from " + sql(column.table()) + " where " + quote(column.name()) + " is null");
    }

    /** Whether each new row may get another default, for instance from a sequence. System functions are not in pg_depend. */
    boolean haveVolatileDefault(Column column) throws SQLException {
        return isSome("""
                select count(*) from pg_attrdef d
                join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
                cross join regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) (\\d+)', 'g') call
                join pg_proc p on p.oid = call[1]::oid and p.provolatile = 'v'
                where d.adrelid = %s::regclass and a.attname = %s""".formatted(literal(sql(column.table())), literal(column.name())));
    }

    /** How many values would be changed by a narrower type of the same family, or by a text type. */
    long changedBy(Column before, Column after) throws SQLException {
        return count("select count(*) from " + sql(before.table()) + " where " + TypeConversion.changes(before, after));
    }

    /** How many rows satisfy a condition. */
    long where(Column column, String condition) throws SQLException {
        return count("select count(*) from " + sql(column.table()) + " where " + condition);
    }

    /** Whether the server has {@code pg_input_is_valid}: PostgreSQL 16 and later. */
    boolean knowInvalidInput() throws SQLException {
        return SystemQuery.first(connection, "select from pg_proc where proname = 'pg_input_is_valid'", row -> true)
                .isPresent();
    }

    /** How many arrays of the column have more than one element. */
    long withSeveralElements(Column column) throws SQLException {
        return count(
                "select count(*) from " + sql(column.table()) + " where cardinality(" + quote(column.name()) + ") > 1");
    }

    /** How many values become null in the other type. */
    long madeNull(Column before, Column after) throws SQLException {
        return count("select count(*) from " + sql(before.table()) + " where " + quote(before.name())
                + " is not null and (" + TypeConversion.value(before, after, List.of()) + ") is null");
    }

    /**
     * The count that a query returns; 0 if it cannot run, because the role may not read the rows or the query uses objects that
     * only the migration creates.
     */
    long inTheWay(String query) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            // A default with nextval() would consume numbers of the sequence, and no rollback returns them.
            statement.execute("set local transaction_read_only = on");
            return count(query);
        } catch (SQLException e) {
            if (!isUnable(e)) {
                throw e;
            }
            return 0;
        } finally {
            connection.rollback(savepoint);
        }
    }

    /**
     * Classes of SQLSTATE: wrong statement, data exception, invalid transaction state such as a write, foreign table that cannot
     * be read (manual, appendix A).
     */
    static boolean isUnable(SQLException e) {
        return e.getSQLState().matches("(42|22|25|HV).*|55000|08001");
    }

    /**
     * Whether a query uses only immutable functions and operators of PostgreSQL itself, so that it does nothing but read. PostgreSQL
     * resolves the names when it stores the query as a temporary view; it does not run it.
     *
     * @return also true if the query cannot run, because it uses objects that only the migration creates
     */
    boolean onlyReads(String query) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary view jarvis_query as " + query);
            statement.execute("set local search_path = pg_catalog");
            ResultSet row = statement.executeQuery("select " + ImmutableExpressions.condition("ev_action::text")
                    + " from pg_rewrite where ev_class = 'pg_temp.jarvis_query'::regclass");
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            if (!isUnable(e)) {
                throw e;
            }
            return !PostgresError.isInsufficientPrivilege(e.getSQLState()); // no right to create a temporary view
        } finally {
            connection.rollback(savepoint);
        }
    }

    /** PostgreSQL's error when it converts the values to the other type; empty if it can. */
    Optional<String> refusal(Column before, Column after) throws SQLException {
        return refusal(
                "select count(*) from (select " + TypeConversion.value(before, after, List.of()) + " as v from "
                        + sql(before.table()) + " offset 0) r where v is not null",
                before);
    }

    /** PostgreSQL's error when it converts the values to the other type and back; empty if it can. */
    Optional<String> refusalOfWayBack(Column before, Column after) throws SQLException {
        return refusal(wayBack(before, after), before);
    }

    /** How many values change when they are converted to the other type and back; 0 if that fails, which the proof will report. */
    long changedByWayBack(Column before, Column after) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return count(wayBack(before, after));
        } catch (RowsHidden e) {
            throw e;
        } catch (SQLException e) {
            connection.rollback(savepoint);
            return 0;
        }
    }

    /** How many values of a text type are too long for it after a conversion to the other type and back. */
    long tooLongOnWayBack(Column before, Column after) throws SQLException {
        String using = TypeConversion.using(after.named(before.name()), before);
        String condition = using == null
                ? TypeConversion.tooLong(
                        "(" + TypeConversion.value(before, after, List.of()) + ")::text", before.type())
                : null;
        return condition == null ? 0 : where(before, condition);
    }

    private String wayBack(Column before, Column after) throws SQLException {
        String column = quote(before.name());
        return "select count(*) from (select " + column + " as jarvis_was, "
                + TypeConversion.value(before, after, List.of()) + " as "
                + column
                + " from " + sql(before.table()) + " offset 0) r where jarvis_was is not null and "
                + TypeConversion.changesOnWayBack(before, after, "jarvis_was", column);
    }

    private Optional<String> refusal(String sql, Column before) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            count(sql);
            connection.releaseSavepoint(savepoint);
            return Optional.empty();
        } catch (RowsHidden e) {
            throw e;
        } catch (SQLException e) {
            connection.rollback(savepoint);
            // Class 22 is "data exception" (manual, appendix A): the values are wrong, not the statement. An oid that
            // refers to no large object is wrong, too, but has another class.
            return e.getSQLState().startsWith("22") || before.type().equals("oid")
                    ? Optional.of(PostgresError.line(e))
                    : Optional.empty();
        }
    }

    private boolean isSome(String sql) throws SQLException {
        try {
            return count(sql) > 0;
        } catch (RowsHidden e) {
            return true;
        }
    }

    /**
     * The count that a query returns.
     *
     * @throws RowsHidden if a policy hides rows
     */
    long count(String sql) throws SQLException {
        Optional<String> danger = danger();
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local row_security = off"); // to fail where a policy would hide rows
            if (danger.isPresent()) {
                SystemPath.setForTransaction(connection);
            }
            ResultSet rows = statement.executeQuery(sql);
            rows.next();
            long count = rows.getLong(1);
            connection.rollback(savepoint);
            return count;
        } catch (SQLException e) {
            if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
                if (danger.isPresent() && e.getSQLState().startsWith("42")) {
                    connection.rollback(savepoint);
                    throw new RowsHidden(danger.get(), e);
                }
                throw e;
            }
            connection.rollback(savepoint);
            if (!mayRun(sql)) {
                throw e;
            }
            throw new RowsHidden(PostgresError.firstLine(e), e);
        }
    }

    /** Whether the role may run the query if policies hide rows; PostgreSQL checks that for an EXPLAIN, too. */
    private boolean mayRun(String sql) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("explain " + sql);
            return true;
        } catch (SQLException e) {
            return false;
        } finally {
            connection.rollback(savepoint);
        }
    }
}
