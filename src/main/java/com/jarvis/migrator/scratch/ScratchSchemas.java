package com.jarvis.migrator.scratch;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.reader.AttachmentReader;
import com.jarvis.migrator.catalog.reader.CatalogReader;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.scratch.SchemaRewriter.Rewritten;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * Temporary schemas in the live database that replace the real ones within a transaction. Statements run here on the server's
 * own version and extensions, and the result is read back. Closing rolls everything back and releases the locks; nothing is
 * ever committed.
 */
public final class ScratchSchemas implements AutoCloseable {

    private static final String PREFIX = "jarvis_scratch";

    private static final String TABLES = """
            select nspname, relname from pg_class c join pg_namespace n on n.oid = relnamespace
            where nspname = any (?) and relkind in ('r', 'p')""";

    private static final String EXISTING = "select nspname from pg_namespace where starts_with(nspname, ?)";

    private final Connection connection;
    private final Schemas schemas;
    private final SchemaRewriter rewriter;
    private final Savepoint before;

    /**
     * Creates the schemas.
     *
     * @param connection in a transaction, with the search path that migrations run with
     * @param real the schemas to replace
     * @throws SQLException when the role may not create a schema (SQLSTATE 42501), or the connection fails
     */
    public ScratchSchemas(Connection connection, Schemas real) throws SQLException {
        this.connection = connection;
        String defaultTwin = freePrefix();
        Map<String, String> explicit = new TreeMap<>();
        for (String name : real.explicit().keySet()) {
            explicit.put(name, defaultTwin + "_" + (explicit.size() + 1));
        }
        this.schemas = new Schemas(defaultTwin, explicit);
        Map<String, String> twins = new TreeMap<>(explicit);
        twins.put(real.defaultSchema(), defaultTwin);
        twins.put(Ddl.DEFAULT_SCHEMA, defaultTwin);
        Map<String, Set<String>> kept = typesAndFunctions(real);
        this.rewriter = new SchemaRewriter(twins, kept);
        this.before = connection.setSavepoint();
        run("create schema " + defaultTwin);
        // Types and functions, of extensions for example, must still be found after the scratch schema. The real
        // default
        // schema stays on the search path only if it has any, because statements must not find real tables.
        SystemQuery.one(
                connection,
                "select set_config('search_path', concat_ws(', ', ?,"
                        + " (select string_agg(quote_ident(s), ', ') from unnest(current_schemas(false)) s where s <> ?)), true)",
                row -> row.getString(1),
                defaultTwin,
                kept.containsKey(real.defaultSchema()) ? "" : real.defaultSchema());
    }

    /** A name that no schema of the database begins with. */
    private String freePrefix() throws SQLException {
        List<String> existing = SystemQuery.list(connection, EXISTING, row -> row.getString(1), PREFIX);
        String prefix = PREFIX;
        for (int number = 1; isBeginning(prefix, existing); number++) {
            prefix = PREFIX + number;
        }
        return prefix;
    }

    private static boolean isBeginning(String prefix, List<String> names) {
        return names.stream().anyMatch(name -> name.startsWith(prefix));
    }

    private ScratchSchemas(Connection connection, Schemas schemas, SchemaRewriter rewriter) throws SQLException {
        this.connection = connection;
        this.schemas = schemas;
        this.rewriter = rewriter;
        this.before = connection.setSavepoint();
    }

    /**
     * The real schemas of a throw-away database, where nothing has to be replaced.
     *
     * @param connection in a transaction, with the search path that migrations run with
     */
    public static ScratchSchemas ofThrowAwayDatabase(Connection connection, Schemas real) throws SQLException {
        SchemaRewriter toDefault =
                new SchemaRewriter(new TreeMap<>(Map.of(Ddl.DEFAULT_SCHEMA, real.defaultSchema())), Map.of());
        return new ScratchSchemas(connection, real, toDefault);
    }

    /** The types, functions, collations and text search configurations that are not copied, by schema. */
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
        SystemQuery.list(
                connection,
                sql,
                row -> names.computeIfAbsent(row.getString(1), schema -> new HashSet<>())
                        .add(row.getString(2)),
                Collections.nCopies(4, real.onServer()).toArray());
        return names;
    }

    /** Runs a statement that was written for the real schemas. */
    public void execute(String sql) throws SQLException {
        Rewritten statement = rewriter.rewrite(sql);
        while (!statement.doubtful().isEmpty()) {
            Savepoint start = connection.setSavepoint();
            try {
                run(statement.sql());
                connection.releaseSavepoint(start);
                return;
            } catch (PSQLException e) {
                connection.rollback(start);
                statement = corrected(statement, e);
            }
        }
        run(statement.sql());
    }

    private Rewritten corrected(Rewritten statement, PSQLException e) throws SQLException {
        ServerErrorMessage error = e.getServerErrorMessage();
        if (error == null || !PSQLState.UNDEFINED_TABLE.getState().equals(e.getSQLState())) {
            throw e;
        }
        return rewriter.corrected(statement, error.getPosition()).orElseThrow(() -> e);
    }

    /** Runs the statements of operations, in order. */
    public void execute(List<Operation> operations) throws SQLException {
        for (Operation operation : operations) {
            for (String statement : Ddl.statements(operation)) {
                execute(statement);
            }
        }
    }

    /** Runs an operation. If it fails, it has no effect, and the transaction continues. Returns whether it succeeded. */
    boolean executeIfItWorks(Operation operation) throws SQLException {
        return attempt(operation).isEmpty();
    }

    /** Reads something, and undoes what was executed for that. */
    <T, E extends Exception> T tentatively(Reading<T, E> reading) throws SQLException, E {
        Savepoint start = connection.setSavepoint();
        T result = reading.read();
        connection.rollback(start);
        return result;
    }

    /** Something that is read after statements were executed. */
    @FunctionalInterface
    interface Reading<T, E extends Exception> {
        T read() throws SQLException, E;
    }

    /** Runs an operation; returns PostgreSQL's reason in one line, and undoes it, if it fails. */
    public Optional<String> attempt(Operation operation) throws SQLException {
        return attempt(Ddl.statements(operation));
    }

    /** Runs statements; returns PostgreSQL's reason in one line, and undoes them, if one fails. */
    Optional<String> attempt(List<String> statements) throws SQLException {
        Savepoint start = connection.setSavepoint();
        try {
            for (String statement : statements) {
                execute(statement);
            }
            connection.releaseSavepoint(start);
            return Optional.empty();
        } catch (SQLException e) {
            connection.rollback(start);
            return Optional.of(PostgresError.line(e));
        }
    }

    /** Reads the current objects, under the names of the real schemas. */
    public Catalog read() throws SQLException {
        return new CatalogReader(connection).read(schemas);
    }

    /** Reads what is attached to columns and indexes, under the names of the real schemas. */
    List<Attached> attached() throws SQLException {
        return AttachmentReader.read(connection, schemas);
    }

    /**
     * Runs a query on the system catalogs.
     *
     * @param sql its only parameter is the array of the names of the scratch schemas
     */
    <T> List<T> query(String sql, SystemQuery.Row<T> row) throws SQLException {
        return SystemQuery.list(connection, sql, row, schemas.onServer());
    }

    /** The name of an object under that of its real schema. */
    Name name(String schemaOnServer, String local) {
        return schemas.name(schemaOnServer, local);
    }

    /** Whether the table exists here. Statements on another one would find the real table where its schema is on the path. */
    boolean contains(Name table) throws SQLException {
        return query(TABLES, row -> name(row.getString(1), row.getString(2))).contains(table);
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
