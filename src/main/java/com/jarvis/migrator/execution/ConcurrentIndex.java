package com.jarvis.migrator.execution;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import com.jarvis.migrator.sql.TokenCursor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A CREATE INDEX CONCURRENTLY, which cannot run in a transaction. If it is killed, it leaves an INVALID index, which is
 * never used for reading, is maintained by every write, and makes the next attempt fail
 * (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY). If the run is killed right
 * after it, the index is complete but the migration still pending.
 *
 * @param definition the part after the table's name: {@code (title desc) where …}
 */
public record ConcurrentIndex(boolean unique, String name, String table, String definition) {

    private static final String EXISTING = """
            select i.indisvalid, pg_get_indexdef(i.indexrelid), format('%I.%I', n.nspname, c.relname)
            from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
            where i.indrelid = to_regclass(?) and c.relname = (parse_ident(?))[1]""";

    /** An index of the same name on the same table. */
    private record Existing(boolean isValid, String definition, String label) {}

    /** @return empty for any other statement, and for an index without a name */
    public static Optional<ConcurrentIndex> in(String sql) {
        TokenCursor cursor = SqlTokens.of(sql).cursor();
        boolean creates = cursor.take("create");
        boolean unique = cursor.take("unique");
        if (!creates || !cursor.take("index", "concurrently")) {
            return Optional.empty();
        }
        cursor.take("if", "not", "exists");
        Optional<String> name = cursor.peek()
                .filter(token -> !token.is("on"))
                .flatMap(token -> cursor.takeName())
                .map(Token::text);
        if (name.isEmpty() || !cursor.take("on")) {
            return Optional.empty();
        }
        cursor.take("only");
        return cursor.takeQualifiedName()
                .map(table -> new ConcurrentIndex(
                        unique,
                        name.get(),
                        table,
                        cursor.peek().map(token -> sql.substring(token.start())).orElse("")));
    }

    /**
     * Drops an INVALID index of the same name on the table.
     *
     * @param connection in autocommit mode
     * @return whether to run the statement; false if the same index exists already and is valid
     */
    public boolean prepare(Connection connection) throws SQLException {
        Optional<Existing> found = SystemQuery.first(
                connection,
                EXISTING,
                row -> new Existing(row.getBoolean(1), row.getString(2), row.getString(3)),
                table,
                name);
        if (found.isEmpty()) {
            return true;
        }
        if (!found.get().isValid()) {
            Console.out()
                    .printf(
                            "Index %s exists but is INVALID, left by a run that did not finish. Rebuilding it.%n",
                            Printable.line(name));
            try (Statement drop = connection.createStatement()) {
                drop.execute("drop index concurrently " + found.get().label());
            }
            return true;
        }
        boolean same = withoutTable(found.get().definition()).equals(withoutTable(built(connection)));
        if (same) {
            Console.out()
                    .printf(
                            "Index %s exists already, left by a run that did not finish. Keeping it.%n",
                            Printable.line(name));
        }
        return !same;
    }

    /** The index as PostgreSQL prints it, created on an empty copy of the table that is rolled back afterwards. */
    private String built(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table jarvis_twin (like %s)".formatted(table));
            statement.execute(
                    "create %s index %s on pg_temp.jarvis_twin %s".formatted(unique ? "unique" : "", name, definition));
            return SystemQuery.one(
                    connection,
                    "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'pg_temp.jarvis_twin'::regclass",
                    row -> row.getString(1));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** {@code CREATE UNIQUE INDEX name ON schema.table USING btree (…)}, as pg_get_indexdef() has it. */
    private static String withoutTable(String indexdef) {
        return indexdef.substring(0, indexdef.indexOf(" ON ")) + indexdef.substring(indexdef.indexOf(" USING "));
    }
}
