package com.jarvis.migrator.lint;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;

/** Reads a {@link Snapshot}: a few queries whatever the size of the schema. Liquibase's own tables are left out. */
final class SnapshotReader {

    /** The relations that are the user's: not PostgreSQL's, not Liquibase's. */
    private static final String USER_TABLES = """
            c.relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
            and c.relname not in ('databasechangelog', 'databasechangeloglock')
            and c.relkind in ('r', 'p', 'm', 'v')
            """;

    private final Connection connection;
    private final Long[] tables;

    private SnapshotReader(Connection connection, Long... tables) {
        this.connection = connection;
        this.tables = tables;
    }

    static Snapshot read(Connection connection) throws SQLException {
        return withTypes(connection, new SnapshotReader(connection).tables());
    }

    /** Reads what there is of some tables, without the types. */
    static Snapshot read(Connection connection, Set<Long> tables) throws SQLException {
        return tables.isEmpty()
                ? new Snapshot(Map.of(), Map.of(), Map.of(), Map.of(), Map.of())
                : new SnapshotReader(connection, tables.toArray(Long[]::new)).tables();
    }

    /** The same catalog with the types as they are now. */
    static Snapshot withTypes(Connection connection, Snapshot catalog) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return new Snapshot(
                    catalog.tables(),
                    catalog.constraints(),
                    catalog.indexes(),
                    SnapshotTypes.enums(statement),
                    SnapshotTypes.domains(statement));
        }
    }

    private Snapshot tables() throws SQLException {
        return new Snapshot(
                SnapshotTables.read(this),
                SnapshotKeys.constraints(this),
                SnapshotKeys.indexes(this),
                Map.of(),
                Map.of());
    }

    /**
     * Runs a query on the tables that are to be read. The driver keeps the plan of one that comes again and again.
     *
     * @param query with {@code %s} for the condition on {@code pg_class c}
     */
    void query(String query, RowReader reader) throws SQLException {
        String condition = tables.length == 0 ? USER_TABLES : USER_TABLES + "and c.oid = any (?::oid[])";
        try (PreparedStatement statement = connection.prepareStatement(query.formatted(condition))) {
            if (tables.length > 0) {
                statement.setArray(1, connection.createArrayOf("int8", tables));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** Takes what it needs of a row. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
