package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.embedded.LiveEnvironment;
import com.jarvis.migrator.embedded.ScratchServer;
import com.jarvis.migrator.scratch.ExpressionCanonicalizer;
import com.jarvis.migrator.scratch.ScratchSchemas;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
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

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** What was supplied and is created again: a role or extension, or a schema (manual, appendix A). */
    private static final Set<String> DUPLICATE = Set.of("42710", "42P06");

    /** Failures of a statement that no transaction can run, such as CREATE INDEX CONCURRENTLY or a block that commits. */
    private static final Set<String> OUTSIDE_TRANSACTION = Set.of("25001", "2D000");

    private final ScratchServer server;
    private final LiveEnvironment live;
    private final Connection superuser;
    private final Connection connection;
    private boolean isSupplied;
    private List<String> missing = List.of();

    /** @throws MigratorException if the server does not start */
    ChangelogReplay(LiveEnvironment live) throws SQLException, MigratorException {
        this.live = live;
        server = ScratchServer.start();
        superuser = server.connect();
        connection = server.connectAs(live.role());
        live.prepare(superuser);
        live.setSearchPath(connection);
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
                if (wasInTransaction && OUTSIDE_TRANSACTION.contains(String.valueOf(e.getSQLState()))) {
                    connection.setAutoCommit(true);
                } else if (!isSupplied) {
                    isSupplied = true;
                    missing = live.supply(superuser);
                } else if (canBeLeftOut(part.statements().get(next), String.valueOf(e.getSQLState()))) {
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
        if (DUPLICATE.contains(failure)
                || UNRELATED.stream().anyMatch(words -> sql.startWith(words.toArray(String[]::new)))) {
            return true;
        }
        boolean isCompared = sql.meaningful().stream().limit(5).anyMatch(token -> COMPARED.stream()
                .anyMatch(token::is));
        return INSUFFICIENT_PRIVILEGE.equals(failure) && (!isCompared || sql.contain("owner", "to"));
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
                                e.getMessage()
                                        .replaceFirst("^ERROR: ", "")
                                        .lines()
                                        .findFirst()
                                        .orElseThrow(),
                                statement.strip().replace("\n", "\n  "),
                                missing.isEmpty()
                                        ? ""
                                        : " The throw-away server that it ran on does not have the extension%s %s."
                                                .formatted(missing.size() == 1 ? "" : "s", String.join(", ", missing))),
                e);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        superuser.close();
        server.close();
    }
}
