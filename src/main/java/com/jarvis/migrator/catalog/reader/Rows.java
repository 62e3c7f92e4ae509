package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Parts of catalog queries whose only parameter is the array of schema names, and of reading their rows. */
final class Rows {

    private Rows() {}

    static <T> List<T> query(Connection connection, Schemas schemas, String sql, SystemQuery.Row<T> row)
            throws SQLException {
        return SystemQuery.list(connection, sql, row, schemas.onServer());
    }

    /** SQL for the comment on an object; null if it has none. A subquery, because obj_description() is a call for each row. */
    static String comment(String catalog, String oid) {
        return comment(catalog, oid, "0");
    }

    /** As above, on a column of a table, by its number. */
    static String comment(String catalog, String oid, String column) {
        return "(select description from pg_description where classoid = '%s'::regclass and objoid = %s and objsubid = %s)"
                .formatted(catalog, oid, column);
    }

    /** The text array in a column; empty for null. */
    static List<String> strings(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    /** The names whose schemas are in one array column and whose local parts are in another, in the same order. */
    static List<Name> names(ResultSet row, Schemas schemas, String schemaColumn, String nameColumn)
            throws SQLException {
        List<String> inSchemas = strings(row, schemaColumn);
        List<String> locals = strings(row, nameColumn);
        return IntStream.range(0, locals.size())
                .mapToObj(i -> schemas.name(inSchemas.get(i), locals.get(i)))
                .toList();
    }
}
