package com.jarvis.migrator.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.Test;

/**
 * Random models, with nasty names, that evolve at random while their tables hold rows. {@code -Dproperty.count=…} makes
 * as many as you like, {@code -Dproperty.seed=…} makes one again; a failure says its seed.
 */
class RandomModelsTest {

    private static final int EVOLUTIONS = 3;

    @Test
    void every_evolution_of_a_random_model_leads_to_it_and_back() throws Exception {
        Long seed = Long.getLong("property.seed");
        int count = seed == null ? Integer.getInteger("property.count", 150) : 1;
        long first = seed == null ? new Random().nextLong() : seed;
        System.out.printf("%d random models from -Dproperty.seed=%d%n", count, first);
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                TestDatabase exports = TestDatabase.create();
                Connection export = exports.connect()) {
            export.setAutoCommit(false);
            Database live =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            List<String> failures = new ArrayList<>();
            for (int i = 0; i < count && failures.size() < 5; i++) {
                connection.setAutoCommit(true);
                execute(connection, List.of("drop schema public cascade", "create schema public"));
                try {
                    evolve(live, connection, export, new Random(first + i));
                } catch (Exception | AssertionError e) {
                    failures.add("-Dproperty.seed=%d: %s".formatted(first + i, e));
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    private static void evolve(Database live, Connection connection, Connection export, Random random)
            throws Exception {
        RandomModel model = RandomModel.of(random);
        migrate(live, connection, export, model);
        for (int i = 0; i < EVOLUTIONS; i++) {
            fill(connection, model);
            model = model.evolved();
            migrate(live, connection, export, model);
        }
    }

    /** Applies what autogenerate writes, compares, rolls it back, compares, and applies it again. */
    private static void migrate(Database live, Connection connection, Connection export, RandomModel model)
            throws Exception {
        List<String> wanted = export(export, model);
        List<String> before = CatalogText.of(connection);
        Autogenerate.Outcome outcome = compare(live, model);
        Migration migration = outcome.migration().orElse(null);
        if (migration == null) {
            assertThat(before).isEqualTo(wanted);
            return;
        }
        if (waitsForItsAuthor(migration) || outcome.losses().stream().anyMatch(loss -> loss.contains("→"))) {
            // Only the author knows the values, or no other type takes them; the property goes on without rows.
            truncate(connection);
            migrate(live, connection, export, model);
            return;
        }
        MigrationSql sql = MigrationSql.of(migration, live);
        connection.setAutoCommit(true);
        run(connection, sql.update(), migration);
        assertThat(CatalogText.of(connection)).as(migration.text()).isEqualTo(wanted);
        assertThat(compare(live, model).migration().map(Migration::text))
                .as("left to do after\n" + migration.text())
                .isEmpty();
        connection.setAutoCommit(true);
        run(connection, sql.rollback(), migration);
        assertThat(CatalogText.of(connection))
                .as("rolled back\n" + migration.text())
                .isEqualTo(before);
        run(connection, sql.update(), migration);
    }

    private static boolean waitsForItsAuthor(Migration migration) {
        return migration.operations().stream()
                .anyMatch(operation -> operation instanceof com.jarvis.migrator.diff.Operation.Remark);
    }

    private static Autogenerate.Outcome compare(Database live, RandomModel model) throws Exception {
        Settings settings = new Settings(null, "jarvis", Set.of("drop"), "none", null);
        return new Autogenerate(live, settings, operations -> new Migration("20260101000000_x", "jarvis", operations))
                .run(model.ddl(), (statement, position) -> "");
    }

    private static List<String> export(Connection connection, RandomModel model) throws SQLException {
        try {
            execute(connection, model.ddl());
            return CatalogText.of(connection);
        } finally {
            connection.rollback();
        }
    }

    private static void fill(Connection connection, RandomModel model) throws SQLException {
        connection.setAutoCommit(true);
        for (String row : model.rows()) {
            try {
                execute(connection, List.of(row));
            } catch (SQLException e) {
                // A row that a constraint refuses is none: classes 22 and 23 (manual, appendix A).
                if (!e.getSQLState().startsWith("22") && !e.getSQLState().startsWith("23")) {
                    throw e;
                }
            }
        }
    }

    private static void truncate(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        execute(connection, List.of("""
                do $$ declare t regclass; begin
                  for t in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
                    execute format('truncate %s cascade', t);
                  end loop;
                end $$"""));
    }

    private static void run(Connection connection, List<String> statements, Migration migration) throws Exception {
        connection.setAutoCommit(false);
        try {
            execute(connection, statements);
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
