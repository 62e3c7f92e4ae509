package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TableRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;

/**
 * A live database that autogenerate migrates to one model after another. Each migration is applied, rolled back and applied
 * again, on the rows that are there. A migrator that refuses throws a {@link MigratorException}; whatever else is wrong, is an
 * {@link AssertionError}.
 */
public final class Evolution {

    /**
     * Where a migration leads.
     *
     * @param model reads what autogenerate compares
     * @param start the statements with which the application would create its schema in an empty database
     */
    public record Target(Callable<Model> model, List<String> start) {

        static Target of(List<String> ddl) {
            return new Target(() -> new Model(ddl, (statement, position) -> ""), ddl);
        }
    }

    private final Connection connection;
    private final Connection export;
    private final Database live;
    private int migrations;
    private int onRows;
    private int emptied;

    /**
     * @param connection to the live database
     * @param export to another database, in which nothing is ever committed
     */
    public Evolution(Connection connection, Connection export) throws Exception {
        this.connection = connection;
        this.export = export;
        this.live = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        export.setAutoCommit(false);
    }

    /** Empties the live database and runs the statements in it. */
    public void restart(List<String> statements) throws SQLException {
        connection.setAutoCommit(true);
        execute(connection, List.of("""
                do $$ declare s text; begin
                  for s in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
                    execute format('drop schema %I cascade', s);
                  end loop;
                end $$""", "create schema public"));
        execute(connection, statements);
    }

    /** Migrates the live schema to the model: it must equal the catalog that the DDL creates, and the rollback must restore it. */
    void to(List<String> ddl) throws Exception {
        to(ddl, "none");
    }

    /** @param rename the value of {@code -Drename} */
    void to(List<String> ddl, String rename) throws Exception {
        to(Target.of(ddl), rename);
    }

    /**
     * Migrates the live database to the model: its catalog must equal the one that the application creates, and the rollback
     * must restore the catalog and all values that diff did not call lost. If diff warns of the rows, they are removed first.
     *
     * @param rename the value of {@code -Drename}
     */
    public void to(Target target, String rename) throws Exception {
        connection.setAutoCommit(true);
        List<String> wanted = export(target.start());
        List<String> before = CatalogText.of(connection);
        Autogenerate.Outcome outcome;
        try {
            outcome = compare(target, rename);
        } catch (MigratorException e) {
            if (!e.getMessage().startsWith("Some values cannot be converted to the new type:")) {
                throw e;
            }
            empty();
            outcome = compare(target, rename);
        }
        Migration migration = outcome.migration().orElse(null);
        if (migration == null) {
            assertThat(before).isEqualTo(wanted);
            return;
        }
        List<String> warnings = outcome.warnings().stream()
                .filter(warning -> !warning.contains("were not checked")) // which says nothing of the update
                .toList();
        if (needsItsAuthor(outcome) || !warnings.isEmpty()) {
            if (warnings.stream().anyMatch(warning -> warning.contains("would fail"))) {
                assertFails(migration, warnings);
            }
            empty();
            to(target, rename);
            return;
        }
        TableRows rows = TableRows.of(connection).renamed(rename);
        migrations++;
        onRows += rows.count() > 0 ? 1 : 0;
        String as = migration.text() + "\nlosses: " + outcome.losses() + "\n";
        MigrationSql sql = MigrationSql.of(migration, live);
        run(sql.update(), "the update of\n" + as);
        assertThat(CatalogText.of(connection)).as(as).isEqualTo(wanted);
        rows.assertSameValuesIn(TableRows.of(connection), outcome.losses(), "the update of\n" + as);
        assertThat(compare(target, "none").migration().map(LiveProject::text))
                .as("remaining differences after\n" + as)
                .isEmpty();
        run(sql.rollback(), "the rollback of\n" + as);
        assertThat(CatalogText.of(connection))
                .as("after the rollback of\n" + as)
                .isEqualTo(before);
        rows.assertRestoredIn(
                TableRows.of(connection).renamed(rename), outcome.losses(), "after the rollback of\n" + as);
        run(sql.update(), "the second update of\n" + as);
    }

    /** Whether the migration waits for values for existing rows, which only its author knows. */
    private static boolean needsItsAuthor(Autogenerate.Outcome outcome) {
        return outcome.migration().orElseThrow().operations().upgrade().stream()
                .anyMatch(operation -> operation instanceof Operation.AuthorNote);
    }

    private Autogenerate.Outcome compare(Target target, String rename) throws Exception {
        Settings settings = new Settings(null, "jarvis", Set.of("drop"), rename, null);
        return new Autogenerate(live, settings, operations -> new Migration("20260101000000_x", "jarvis", operations))
                .run(target.model().call(), new CreatedObjects(schemas(), Set.of(), Set.of()));
    }

    /** Nobody but the migrations creates any here. */
    private Set<String> schemas() throws SQLException {
        Set<String> schemas = new HashSet<>();
        try (var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')")) {
            while (found.next()) {
                schemas.add(found.getString(1));
            }
        }
        return schemas;
    }

    private List<String> export(List<String> ddl) throws SQLException {
        try {
            execute(ddl);
            return CatalogText.of(export);
        } finally {
            export.rollback();
        }
    }

    /** What PostgreSQL says about the statements that fail in an empty database. */
    public List<String> errors(List<String> ddl) throws SQLException {
        try {
            return execute(ddl);
        } finally {
            export.rollback();
        }
    }

    /** Hibernate logs a statement that fails, and goes on. */
    private List<String> execute(List<String> ddl) throws SQLException {
        List<String> errors = new ArrayList<>();
        try (var statement = export.createStatement()) {
            for (String sql : ddl) {
                Savepoint before = export.setSavepoint();
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    errors.add(e.getMessage());
                    export.rollback(before);
                }
                export.releaseSavepoint(before);
            }
        }
        return errors;
    }

    /** How many migrations were checked until now, how many of them on rows, and how often diff warned of the rows. */
    public String tally() {
        return "%d migrations, %d of them on rows; %d times diff warned or refused because of rows, which were removed then"
                .formatted(migrations, onRows, emptied);
    }

    private void empty() throws SQLException {
        emptied++;
        connection.setAutoCommit(true);
        execute(connection, List.of("""
                do $$ declare t regclass; begin
                  for t in select c.oid from pg_class c join pg_namespace n on n.oid = relnamespace
                      where relkind in ('r', 'p') and nspname !~ '^pg_' and nspname <> 'information_schema' loop
                    execute format('truncate %s cascade', t);
                  end loop;
                end $$"""));
    }

    private void assertFails(Migration migration, List<String> warnings) throws Exception {
        connection.setAutoCommit(false);
        try {
            execute(
                    connection,
                    MigrationSql.of(migration, live).update().stream()
                            .map(Statement::sql)
                            .toList());
        } catch (SQLException e) {
            return;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        throw new AssertionError("diff warned, but the update works: " + warnings + "\n" + migration.text());
    }

    private void run(List<Statement> statements, String what) throws Exception {
        connection.setAutoCommit(false);
        try {
            execute(connection, statements.stream().map(Statement::sql).toList());
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw new AssertionError(e.getMessage() + "\nin " + what, e);
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
