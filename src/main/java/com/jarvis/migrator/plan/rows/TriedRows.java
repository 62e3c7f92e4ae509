package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.plan.rollback.LiveRows;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of live tables, on which values of a rollback are tried. Takes only ACCESS SHARE locks. */
record TriedRows(Connection connection, RowCounts counts) implements LiveRows {

    @Override
    public String sql(Name table) throws SQLException {
        return counts.sql(table);
    }

    @Override
    public Optional<String> hidden(Name table) throws SQLException {
        if (counts.danger().isPresent()) {
            return counts.danger().map(danger -> danger + ", and a query could call it");
        }
        try {
            isNone("select from " + sql(table));
            return Optional.empty();
        } catch (RowsHidden e) {
            return Optional.of(table + " " + e.getMessage());
        }
    }

    @Override
    public boolean onlyReads(String query) throws SQLException {
        return counts.onlyReads(query);
    }

    @Override
    public Optional<DomainType> domain(String type) throws SQLException {
        return SystemQuery.first(
                connection, """
                select format_type(typbasetype, typtypmod), typnotnull,
                  coalesce((select string_agg(pg_get_constraintdef(oid), ' ' order by conname) from pg_constraint where contypid = t.oid), '')
                from pg_type t where oid = to_regtype(?) and typtype = 'd'""", row -> new DomainType(row.getString(1), row.getBoolean(2), row.getString(3)), type);
    }

    @Override
    public boolean isNone(String query) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return counts.count("select count(*) from (" + query + " limit 1) r") == 0;
        } catch (RowsHidden e) {
            throw e;
        } catch (SQLException e) {
            if (!RowCounts.isUnable(e) && !e.getSQLState().startsWith("23")) { // integrity: a CHECK of a domain
                throw e;
            }
            return false;
        } finally {
            connection.rollback(savepoint);
        }
    }

    @Override
    public List<String> first(String query) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return SystemQuery.first(connection, query, TriedRows::texts).orElse(List.of());
        } catch (SQLException e) {
            return List.of();
        } finally {
            connection.rollback(savepoint);
        }
    }

    private static List<String> texts(ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            texts.add(row.getString(i));
        }
        return texts;
    }
}
