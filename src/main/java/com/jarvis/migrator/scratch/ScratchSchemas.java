package com.jarvis.migrator.scratch;

import static com.jarvis.migrator.sql.Identifiers.literal;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation;
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
public final class ScratchSchemas implements AutoCloseable {

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
    public ScratchSchemas(Connection connection, Schemas real) throws SQLException {
        this.connection = connection;
        Map<String, String> explicit = new TreeMap<>();
        for (String name : real.explicit().keySet()) {
            explicit.put(name, DEFAULT_TWIN + "_" + (explicit.size() + 1));
        }
        this.schemas = new Schemas(DEFAULT_TWIN, explicit);
        Map<String, String> twins = new TreeMap<>(explicit);
        twins.put(real.defaultSchema(), DEFAULT_TWIN);
        twins.put(Ddl.DEFAULT_SCHEMA, DEFAULT_TWIN);
        Map<String, Set<String>> kept = typesAndFunctions(real);
        this.rewriter = new SchemaRewriter(twins, kept);
        this.before = connection.setSavepoint();
        run("create schema " + DEFAULT_TWIN);
        // Behind the twin, the search path still leads to types and functions, of extensions for instance. The default
        // schema is on it only where it has such: a statement here must not find a real table.
        run("select set_config('search_path', concat_ws(', ', " + literal(DEFAULT_TWIN)
                + ", (select string_agg(quote_ident(s), ', ') from unnest(current_schemas(false)) s where s <> "
                + literal(kept.containsKey(real.defaultSchema()) ? "" : real.defaultSchema()) + ")), true)");
    }

    /** What the schemas have of types, functions and the like that get no twin, by schema. */
    private Map<String, Set<String>> typesAndFunctions(Schemas real) throws SQLException {
        String sql = "select n.nspname, t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace"
                + " where t.typtype <> 'c' and t.typtype <> 'e' and t.typelem = 0 and n.nspname = any (?)"
                + " union select n.nspname, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                + " where n.nspname = any (?)"
                + " union select n.nspname, l.collname from pg_collation l join pg_namespace n on n.oid = l.collnamespace"
                + " where n.nspname = any (?)"
                + " union select n.nspname, s.cfgname from pg_ts_config s join pg_namespace n on n.oid = s.cfgnamespace"
                + " where n.nspname = any (?)";
        Map<String, Set<String>> names = new TreeMap<>();
        try (var statement = connection.prepareStatement(sql)) {
            var onServer = connection.createArrayOf("text", real.onServer().toArray());
            for (int i = 1; i <= 4; i++) {
                statement.setArray(i, onServer);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.computeIfAbsent(rows.getString(1), schema -> new HashSet<>())
                            .add(rows.getString(2));
                }
            }
        }
        return names;
    }

    /** Runs a statement that was written for the real schemas. */
    public void execute(String sql) throws SQLException {
        run(rewriter.rewrite(sql));
    }

    /** Runs the statements of operations, in their order. */
    public void execute(List<Operation> operations) throws SQLException {
        for (Operation operation : operations) {
            for (String statement : Ddl.statements(operation)) {
                execute(statement);
            }
        }
    }

    /**
     * Runs the statements of an operation; where one does not work, it is as if none had run, and the transaction goes on.
     *
     * @return whether they work
     */
    boolean executeIfItWorks(Operation operation) throws SQLException {
        Savepoint start = connection.setSavepoint();
        try {
            execute(List.of(operation));
            connection.releaseSavepoint(start);
            return true;
        } catch (SQLException e) {
            connection.rollback(start);
            return false;
        }
    }

    /** What there is now, under the names of the real schemas. */
    public Catalog read() throws SQLException {
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
