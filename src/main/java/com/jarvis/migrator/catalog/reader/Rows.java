package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Schemas;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a catalog query whose one parameter is the array of the schemas' names. */
final class Rows {

    /** Makes an object of a row. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private Rows() {}

    static <T> List<T> query(Connection connection, Schemas schemas, String sql, Mapper<T> mapper) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1, connection.createArrayOf("text", schemas.onServer().toArray()));
            List<T> objects = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    objects.add(mapper.map(rows));
                }
            }
            return objects;
        }
    }

    /** The text array of a column; empty for null. */
    static List<String> strings(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
