package com.jarvis.migrator.lint.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a {@link Snapshot} with a fixed number of queries. Excludes Liquibase's own tables. */
public final class SnapshotReader {

    /** The user's relations, not those of PostgreSQL and Liquibase. */
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

    /** Reads the whole catalog. */
    public static Snapshot read(Connection connection) throws SQLException {
        return withTypes(connection, new SnapshotReader(connection, USER_TABLES).tables());
    }

    /** Reads some tables, without types. */
    public static Snapshot read(Connection connection, Set<Long> tables) throws SQLException {
        if (tables.isEmpty()) {
            return Snapshot.EMPTY;
        }
        String oids = tables.stream().map(String::valueOf).collect(Collectors.joining(","));
        return new SnapshotReader(connection, USER_TABLES + "and c.oid in (" + oids + ")").tables();
    }

    /** The same catalog with the present types. */
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
     * Adds a query on the tables to read, and a reader of its rows, which runs after those of earlier queries.
     *
     * @param query with {@code %s} for the condition on {@code pg_class c}
     */
    void query(String query, RowReader reader) {
        queries.put(query.formatted(condition), reader);
    }

    /** Sends all queries at once, because a trace spends most of its time on round trips. */
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

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
