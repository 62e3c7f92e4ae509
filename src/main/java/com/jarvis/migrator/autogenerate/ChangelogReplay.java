package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.embedded.LiveEnvironment;
import com.jarvis.migrator.embedded.ScratchServer;
import com.jarvis.migrator.embedded.Supplies;
import com.jarvis.migrator.scratch.ExpressionCanonicalizer;
import com.jarvis.migrator.scratch.ScratchSchemas;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.PostgresError;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the statements of a changelog on a throw-away server, a changeset in a transaction as {@code update} does. What a
 * statement expects of the live database is created when the first one fails.
 */
final class ChangelogReplay implements AutoCloseable {

    /** What a catalog is compared for. */
    private static final Set<String> COMPARED =
            Set.of("table", "index", "sequence", "type", "domain", "view", "schema");

    /** Statements that begin so change nothing that is compared. */
    private static final List<List<String>> UNRELATED = List.of(
            List.of("select"),
            List.of("insert"),
            List.of("update"),
            List.of("delete"),
            List.of("merge"),
            List.of("truncate"),
            List.of("copy"),
            List.of("vacuum"),
            List.of("analyze"),
            List.of("reindex"),
            List.of("refresh"),
            List.of("grant"),
            List.of("revoke"),
            List.of("alter", "database"),
            List.of("comment", "on", "database"),
            List.of("alter", "default", "privileges"),
            List.of("create", "foreign"),
            List.of("alter", "foreign"),
            List.of("drop", "foreign"),
            List.of("import", "foreign"));

    private static final String ROWS = """
            select * from (
              select c.oid::regclass::text, (xpath('//n/text()', query_to_xml(
                format('select count(*) as n from only %s', c.oid::regclass), false, true, '')))[1]::text::bigint
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema') counted (name, rows)
            where rows > 0 order by 1""";

    private final ScratchServer server;
    private final LiveEnvironment live;
    private final Connection superuser;
    private final Connection connection;
    private final Supplies supplies;

    /** @throws MigratorException if the server does not start */
    ChangelogReplay(LiveEnvironment live) throws SQLException, MigratorException {
        this.live = live;
        server = ScratchServer.start();
        try {
            superuser = server.connect();
            connection = server.connectAs(live.role());
            supplies = new Supplies(live, superuser);
            live.prepare(superuser);
            live.setSearchPath(connection);
        } catch (SQLException e) {
            server.close();
            throw e;
        }
    }

    /** Runs statements that create objects. */
    void create(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @throws MigratorException with the statement, if one fails */
    void run(List<ChangelogScript.Part> changeSets) throws SQLException, MigratorException {
        for (ChangelogScript.Part part : changeSets) {
            connection.setAutoCommit(!part.isInTransaction());
            run(part);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    /** After a failure, a changeset in a transaction starts again, without the statements to skip. */
    private void run(ChangelogScript.Part part) throws SQLException, MigratorException {
        Set<Integer> skipped = new HashSet<>();
        for (int next = 0; next < part.statements().size(); next++) {
            if (skipped.contains(next)) {
                continue;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(part.statements().get(next));
            } catch (SQLException e) {
                boolean wasInTransaction = !connection.getAutoCommit();
                if (wasInTransaction) {
                    connection.rollback();
                }
                if (wasInTransaction && PostgresError.needsNoTransaction(e.getSQLState())) {
                    connection.setAutoCommit(true);
                } else if (!supplies.areProvided()) {
                    supplies.provide();
                } else if (canBeLeftOut(part.statements().get(next), e.getSQLState())) {
                    skipped.add(next);
                } else {
                    throw failed(part, part.statements().get(next), e);
                }
                next = wasInTransaction ? -1 : next - 1;
            }
        }
    }

    /**
     * Whether a statement that fails changes nothing that is compared: the creation of something that was supplied, what only a
     * superuser may do, such as CREATE PUBLICATION FOR ALL TABLES, or what concerns rows and rights.
     */
    private static boolean canBeLeftOut(String statement, String failure) {
        SqlTokens sql = SqlTokens.of(statement);
        if (PostgresError.isDuplicate(failure)
                || UNRELATED.stream().anyMatch(words -> sql.startWith(words.toArray(String[]::new)))) {
            return true;
        }
        boolean isCompared = sql.meaningful().stream().limit(5).anyMatch(token -> COMPARED.stream()
                .anyMatch(token::is));
        return PostgresError.isInsufficientPrivilege(failure) && (!isCompared || sql.contain("owner", "to"));
    }

    /** The number of rows of each table that has any. */
    Map<String, Long> rows() throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        SystemQuery.list(connection, ROWS, row -> rows.put(row.getString(1), row.getLong(2)));
        return rows;
    }

    /** The objects of the schemas, with resolved expressions. */
    Catalog catalog(Schemas schemas) throws SQLException {
        connection.setAutoCommit(false);
        try {
            connection.rollback();
            live.setSearchPath(connection);
            try (ScratchSchemas all = ScratchSchemas.ofThrowAwayDatabase(connection, schemas)) {
                return ExpressionCanonicalizer.resolve(connection, all, all.read());
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private MigratorException failed(ChangelogScript.Part part, String statement, SQLException e) {
        return new MigratorException(
                """
                %s does not run in an empty database: %s
                  %s
                A changelog has to create everything that it uses.%s""".formatted(
                                part.file(),
                                PostgresError.firstLine(e),
                                statement.strip().replace("\n", "\n  "),
                                supplies.missing(" The throw-away server that it ran on does not have the %s.")),
                e);
    }

    @Override
    public void close() throws SQLException {
        try (server;
                superuser;
                connection) {
            // Closes them in the reverse order, each even if another fails.
        }
    }
}
