package com.jarvis.migrator.lint.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a {@link Snapshot}: a few queries whatever the size of the schema. Liquibase's own tables are left out. */
public final class SnapshotReader {

    /** The relations that are the user's: not PostgreSQL's, not Liquibase's. */
    private static final String USER_TABLES = """
            c.relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
            and c.relname not in ('databasechangelog', 'databasechangeloglock')
            and c.relkind in ('r', 'p', 'm', 'v')
            """;

    private final Connection connection;
    private final String condition;
    private final Map<String, RowReader> queries = new LinkedHashMap<>();

    private SnapshotReader(Connection connection, String condition) {
        this.connection = connection;
        this.condition = condition;
    }

    public static Snapshot read(Connection connection) throws SQLException {
        return withTypes(connection, new SnapshotReader(connection, USER_TABLES).tables());
    }

    /** Reads what there is of some tables, without the types. */
    public static Snapshot read(Connection connection, Set<Long> tables) throws SQLException {
        if (tables.isEmpty()) {
            return new Snapshot(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
        }
        String oids = tables.stream().map(String::valueOf).collect(Collectors.joining(","));
        return new SnapshotReader(connection, USER_TABLES + "and c.oid in (" + oids + ")").tables();
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
        Map<Long, Snapshot.Table> tables = SnapshotTables.read(this);
        Map<Long, Snapshot.Constraint> constraints = SnapshotKeys.constraints(this);
        Map<Long, Snapshot.Index> indexes = SnapshotKeys.indexes(this);
        run();
        return new Snapshot(tables, constraints, indexes, Map.of(), Map.of());
    }

    /**
     * Adds a query on the tables that are to be read, and what to do with its rows, after those of the queries before.
     *
     * @param query with {@code %s} for the condition on {@code pg_class c}
     */
    void query(String query, RowReader reader) {
        queries.put(query.formatted(condition), reader);
    }

    /** All queries go to the server at once: a trace waits for it more than for anything else. */
    private void run() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join(";\n", queries.keySet()));
            for (RowReader reader : queries.values()) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        reader.read(result);
                    }
                }
                statement.getMoreResults();
            }
        }
    }

    /** Takes what it needs of a row. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
