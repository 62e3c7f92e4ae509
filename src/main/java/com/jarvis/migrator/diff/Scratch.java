package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.literal;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CatalogReader;
import com.jarvis.migrator.catalog.Schemas;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Empty schemas in the live database that stand for the real ones while a transaction lasts: a place where PostgreSQL
 * itself, with its version and extensions, runs statements, and prints what came of them. Closing rolls all of it back
 * and gives the locks back; nothing else is ever committed here.
 */
final class Scratch implements AutoCloseable {

    private static final String DEFAULT_TWIN = "jarvis_scratch";

    private final Connection connection;
    private final Schemas schemas;
    private final SchemaRewriter rewriter;
    private final Savepoint before;

    /**
     * Makes the schemas.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     * @param real the schemas to stand for
     * @throws SQLException when the role may not create a schema (SQLSTATE 42501), or the connection fails
     */
    Scratch(Connection connection, Schemas real) throws SQLException {
        this.connection = connection;
        Map<String, String> explicit = new TreeMap<>();
        for (String name : real.explicit().keySet()) {
            explicit.put(name, DEFAULT_TWIN + "_" + (explicit.size() + 1));
        }
        this.schemas = new Schemas(DEFAULT_TWIN, explicit);
        Map<String, String> twins = new TreeMap<>(explicit);
        twins.put(real.defaultSchema(), DEFAULT_TWIN);
        twins.put(Ddl.DEFAULT_SCHEMA, DEFAULT_TWIN);
        Set<String> kept = typesAndFunctions(real);
        this.rewriter = new SchemaRewriter(twins, kept);
        this.before = connection.setSavepoint();
        run("create schema " + DEFAULT_TWIN);
        // Behind the twin, the search path still leads to types and functions, of extensions for instance. The default
        // schema is on it only where it has such: a statement here must not find a real table.
        run("select set_config('search_path', concat_ws(', ', " + literal(DEFAULT_TWIN)
                + ", (select string_agg(quote_ident(s), ', ') from unnest(current_schemas(false)) s where s <> "
                + literal(kept.isEmpty() ? real.defaultSchema() : "") + ")), true)");
    }

    private Set<String> typesAndFunctions(Schemas real) throws SQLException {
        String sql = "select typname from pg_type where typtype <> 'c' and typtype <> 'e' and typelem = 0"
                + " and typnamespace = to_regnamespace(quote_ident(?))"
                + " union select proname from pg_proc where pronamespace = to_regnamespace(quote_ident(?))";
        Set<String> names = new HashSet<>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, real.defaultSchema());
            statement.setString(2, real.defaultSchema());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    /** Runs a statement that was written for the real schemas. */
    void execute(String sql) throws SQLException {
        run(rewriter.rewrite(sql));
    }

    /** Runs the statements of operations, in their order. */
    void execute(List<Operation> operations) throws SQLException {
        for (Operation operation : operations) {
            for (String statement : Ddl.statements(operation)) {
                execute(statement);
            }
        }
    }

    /** What there is now, under the names of the real schemas. */
    Catalog read() throws SQLException {
        return new CatalogReader(connection).read(schemas);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback(before);
    }
}
