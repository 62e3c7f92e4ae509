package com.jarvis.migrator.lint.snapshot;

import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows the catalog from statement to statement. It reads only what a statement can have changed, so that its cost does
 * not grow with the schema: objects with a new id, tables that the transaction has locked, and tables that the same
 * migration has created if the statement names them. {@link #readAll()} finds the rest at the end.
 */
public final class IncrementalSnapshot {

    /**
     * The catalog before and after a statement.
     *
     * @param before the part of the catalog that was read, as it was before
     * @param after the same part after the statement
     */
    public record Difference(Snapshot before, Snapshot after) {

        /** The same without the tables that have not changed. */
        public Difference changed() {
            Set<Long> differing = after.differingTables(before);
            return new Difference(before.of(differing), after.of(differing));
        }
    }

    /** A checksum of the locations of all catalog rows about a table: a changed row has another location. */
    private static final String PLACES = """
            select t.oid, concat_ws(' ',
                (select sum(hashtid(c.ctid)) from pg_class c where c.oid = t.oid),
                (select sum(hashtid(a.ctid)) from pg_attribute a where a.attrelid = t.oid and a.attnum > 0),
                (select sum(hashtid(o.ctid)) from pg_constraint o where o.conrelid = t.oid),
                (select sum(hashtid(i.ctid)) + sum(hashtid(c.ctid)) from pg_index i join pg_class c on c.oid = i.indexrelid
                 where i.indrelid = t.oid)) as places
            from unnest('{%s}'::oid[]) t(oid)
            """;

    private final Connection connection;
    private final Set<Long> beginning;
    private TableParts now;
    private final Map<Long, String> places = new HashMap<>();
    private CatalogVersion version;

    /** @param begin the present catalog */
    public IncrementalSnapshot(Connection connection, Snapshot begin) throws SQLException {
        this.connection = connection;
        this.beginning = Set.copyOf(begin.tables().keySet());
        this.now = new TableParts(begin);
        this.version = CatalogVersion.read(connection);
    }

    /** The catalog as last read. */
    public Snapshot now() {
        return now.all();
    }

    /** Whether there was no table at the beginning, so that no lock can block anyone. */
    public boolean isEmptyAtFirst() {
        return beginning.isEmpty();
    }

    /**
     * Reads what a statement can have changed.
     *
     * @param code the statement's tokens, those of its string constants too
     * @param held tables and indexes on which the transaction has more than an ACCESS SHARE lock
     * @param taken those of them that the statement has locked
     */
    public Difference readChanged(SqlTokens code, Set<Long> held, Set<Long> taken) throws SQLException {
        CatalogVersion before = version;
        version = before.next(connection);
        if (version.renames(before)) {
            return everywhere();
        }
        Set<Long> tables = new HashSet<>(version.newer());
        tables.addAll(moved(tables(held)));
        tables.addAll(tables(taken));
        tables.addAll(named(code));
        return at(tables, !version.types().equals(before.types()));
    }

    /** Reads the whole catalog. */
    public Difference readAll() throws SQLException {
        version = version.next(connection);
        return everywhere();
    }

    private Difference everywhere() throws SQLException {
        Snapshot before = now.all();
        Snapshot after = SnapshotReader.read(connection);
        now = new TableParts(after);
        places.clear();
        return new Difference(before, after);
    }

    private Difference at(Set<Long> tables, boolean types) throws SQLException {
        Snapshot fresh = SnapshotReader.read(connection, tables);
        Set<Long> around = new HashSet<>(tables);
        fresh.constraints().values().forEach(c -> around.add(c.referenced()));
        Snapshot before = now.of(around);
        now.replace(tables, fresh);
        if (types) {
            now.replaceTypes(SnapshotReader.withTypes(connection, fresh));
        }
        return new Difference(before, now.of(around));
    }

    /** The tables among these relations and the tables of these indexes, as far as they existed at the beginning. */
    private Set<Long> tables(Set<Long> relations) {
        return relations.stream().map(now::tableOf).filter(beginning::contains).collect(Collectors.toSet());
    }

    private Set<Long> moved(Set<Long> candidates) throws SQLException {
        Set<Long> tables = new HashSet<>();
        if (candidates.isEmpty()) {
            return tables;
        }
        String oids = candidates.stream().map(String::valueOf).collect(Collectors.joining(","));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PLACES.formatted(oids))) {
            while (rows.next()) {
                String places = rows.getString("places");
                if (!places.equals(this.places.put(rows.getLong("oid"), places))) {
                    tables.add(rows.getLong("oid"));
                }
            }
        }
        return tables;
    }

    /** A transaction holds a lock on every table that it has created, so locks do not tell which of them changed. */
    private Set<Long> named(SqlTokens code) {
        Set<Long> tables =
                code.names().flatMap(name -> now.named(name).stream()).collect(Collectors.toSet());
        tables.removeAll(beginning);
        return tables;
    }
}
