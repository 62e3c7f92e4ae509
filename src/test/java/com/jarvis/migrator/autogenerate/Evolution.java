package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.testing.CatalogText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;

/**
 * A live schema that autogenerate migrates to one model after another, each given as DDL. Each migration is applied, rolled
 * back and applied again.
 */
final class Evolution {

    private final Connection connection;
    private final Connection export;
    private final Database live;

    /**
     * @param connection to the live database
     * @param export to another database, in which nothing is ever committed
     */
    Evolution(Connection connection, Connection export) throws Exception {
        this.connection = connection;
        this.export = export;
        this.live = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        export.setAutoCommit(false);
    }

    /** Empties the live schema and runs the statements in it. */
    void restart(List<String> statements) throws SQLException {
        connection.setAutoCommit(true);
        execute(connection, List.of("drop schema public cascade", "create schema public"));
        execute(connection, statements);
    }

    /** Migrates the live schema to the model: it must equal the catalog that the DDL creates, and the rollback must restore it. */
    void to(List<String> ddl) throws Exception {
        to(ddl, "none");
    }

    /** @param rename the value of {@code -Drename} */
    void to(List<String> ddl, String rename) throws Exception {
        connection.setAutoCommit(true);
        List<String> wanted = export(ddl);
        List<String> before = CatalogText.of(connection);
        Autogenerate.Outcome outcome;
        try {
            outcome = compare(ddl, rename);
        } catch (MigratorException e) {
            if (!e.getMessage().startsWith("Some values cannot be converted to the new type:")) {
                throw e;
            }
            truncate();
            outcome = compare(ddl, rename);
        }
        Migration migration = outcome.migration().orElse(null);
        if (migration == null) {
            assertThat(before).isEqualTo(wanted);
            return;
        }
        if (needsItsAuthor(outcome)) {
            truncate();
            to(ddl, rename);
            return;
        }
        MigrationSql sql = MigrationSql.of(migration, live);
        run(sql.update(), migration);
        assertThat(CatalogText.of(connection)).as(migration.text()).isEqualTo(wanted);
        assertThat(compare(ddl, "none").migration().map(Migration::text))
                .as("remaining differences after\n" + migration.text())
                .isEmpty();
        run(sql.rollback(), migration);
        assertThat(CatalogText.of(connection))
                .as("after the rollback of\n" + migration.text())
                .isEqualTo(before);
        run(sql.update(), migration);
    }

    /** Whether the migration waits for values for existing rows, which only its author knows. */
    private static boolean needsItsAuthor(Autogenerate.Outcome outcome) {
        return outcome.migration().orElseThrow().operations().upgrade().stream()
                .anyMatch(operation -> operation instanceof Operation.AuthorNote);
    }

    private Autogenerate.Outcome compare(List<String> ddl, String rename) throws Exception {
        Settings settings = new Settings(null, "jarvis", Set.of("drop"), rename, null);
        return new Autogenerate(live, settings, operations -> new Migration("20260101000000_x", "jarvis", operations))
                .run(ddl, (statement, position) -> "");
    }

    private List<String> export(List<String> ddl) throws SQLException {
        try {
            execute(export, ddl);
            return CatalogText.of(export);
        } finally {
            export.rollback();
        }
    }

    private void truncate() throws SQLException {
        connection.setAutoCommit(true);
        execute(connection, List.of("""
                do $$ declare t regclass; begin
                  for t in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
                    execute format('truncate %s cascade', t);
                  end loop;
                end $$"""));
    }

    private void run(List<Statement> statements, Migration migration) throws Exception {
        connection.setAutoCommit(false);
        try {
            execute(connection, statements.stream().map(Statement::sql).toList());
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw new MigratorException(e.getMessage() + "\n" + migration.text(), e);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
