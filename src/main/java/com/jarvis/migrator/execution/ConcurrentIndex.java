package com.jarvis.migrator.execution;

import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import com.jarvis.migrator.sql.TokenCursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A CREATE INDEX CONCURRENTLY, which cannot run in a transaction. Killed, it leaves an index that is INVALID: never used
 * for reading, kept up by every write, and in the way of the next attempt
 * (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY). Killed right after it, a
 * run leaves a finished index and a migration that is still pending.
 *
 * @param definition what follows the table's name: {@code (title desc) where …}
 */
public record ConcurrentIndex(boolean unique, String name, String table, String definition) {

    /** @return empty for any other statement, and for an index that PostgreSQL is to name */
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
     * Makes way for it: drops an INVALID index of its name on its table.
     *
     * @param connection in autocommit mode
     * @return whether the statement is to run; it is not when the very index is there and valid
     */
    public boolean prepare(Connection connection) throws SQLException {
        String existing;
        try (PreparedStatement query = connection.prepareStatement("""
                select i.indisvalid, pg_get_indexdef(i.indexrelid), format('%I.%I', n.nspname, c.relname)
                from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
                where i.indrelid = to_regclass(?) and c.relname = (parse_ident(?))[1]""")) {
            query.setString(1, table);
            query.setString(2, name);
            ResultSet row = query.executeQuery();
            if (!row.next()) {
                return true;
            }
            if (!row.getBoolean(1)) {
                System.out.printf(
                        "Index %s exists but is INVALID, left by a run that did not finish. Rebuilding it.%n", name);
                try (Statement drop = connection.createStatement()) {
                    drop.execute("drop index concurrently " + row.getString(3));
                }
                return true;
            }
            existing = row.getString(2);
        }
        boolean same = withoutTable(existing).equals(withoutTable(built(connection)));
        if (same) {
            System.out.printf("Index %s exists already, left by a run that did not finish. Keeping it.%n", name);
        }
        return !same;
    }

    /** What PostgreSQL makes of the definition, on an empty twin of the table that is gone afterwards. */
    private String built(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table jarvis_twin (like %s)".formatted(table));
            statement.execute(
                    "create %s index %s on pg_temp.jarvis_twin %s".formatted(unique ? "unique" : "", name, definition));
            ResultSet row = statement.executeQuery(
                    "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'pg_temp.jarvis_twin'::regclass");
            row.next();
            return row.getString(1);
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
