package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.hibernate.boot.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Migrates a live database to both models of every fixture with Liquibase. After each migration the catalog equals the one
 * that the application's own start with {@code ddl-auto=create} makes, and diff finds nothing to do. Each rollback restores the catalog and the rows.
 */
class RoundTripTest {

    /** The database in which Hibernate's DDL runs, in transactions that are rolled back. */
    private static TestDatabase exports;

    @TempDir
    private Path folder;

    static List<Class<?>> fixtures() {
        Pattern only = Pattern.compile(System.getProperty("fixture", ""));
        return TestSet.of(
                "RoundTripTest",
                FixtureModels.all().stream()
                        .filter(type -> only.matcher(type.getName()).find())
                        .toList());
    }

    @AfterAll
    static void dropExports() throws Exception {
        if (exports != null) {
            exports.close();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void every_migration_leads_to_the_schema_that_the_application_would_create_and_back(Class<?> type)
            throws Exception {
        FixtureModels models = FixtureModels.of(type);
        List<String> before = export(models, models.first().start());
        List<String> after = export(models, models.second().start());
        try (LiveProject live = LiveProject.in(folder)) {
            if (!models.fixture().setup().isEmpty()) {
                live.database().execute(models.fixture().setup());
            }
            List<String> empty = live.catalog();
            Migration first = migrate(live, models.before(), "none", before);
            live.rollback();
            assertThat(live.catalog())
                    .as("after the rollback of the first migration")
                    .isEqualTo(empty);
            live.update();
            assertThat(first.operations().upgrade()).isNotEmpty();
            if (!models.fixture().rows().isEmpty()) {
                live.database().execute(models.fixture().rows());
            }
            var rows = live.rows(models.lost());

            Migration forth = migrate(live, models.after(), models.fixture().rename(), after);
            assertThat(lines(forth.operations().upgrade()))
                    .containsExactlyInAnyOrder(models.fixture().value());
            Migration back = migrate(live, models.before(), models.fixture().renameBack(), before);
            assertThat(live.rows(models.lost()))
                    .as("rows after the migration back")
                    .isEqualTo(rows);
            if (models.fixture().back().length > 0) {
                assertThat(lines(back.operations().upgrade()))
                        .containsExactlyInAnyOrder(models.fixture().back());
            } else {
                assertThat(lines(back.operations().downgrade()))
                        .as("the migration back")
                        .containsExactlyInAnyOrder(models.fixture().value());
            }

            live.rollback();
            assertThat(live.catalog())
                    .as("after the rollback of the migration back")
                    .isEqualTo(after);
            live.rollback();
            assertThat(live.catalog())
                    .as("after the rollback of the migration forth")
                    .isEqualTo(before);
            assertThat(live.rows(models.lost())).as("rows after the rollbacks").isEqualTo(rows);
        }
    }

    private static Migration migrate(LiveProject live, Metadata model, String rename, List<String> exported)
            throws Exception {
        Migration migration = live.diff(autogenerate -> autogenerate.run(model), rename)
                .migration()
                .orElseThrow();
        live.apply(migration);
        assertThat(live.catalog()).as(migration.text()).isEqualTo(exported);
        Autogenerate.Outcome second = live.diff(autogenerate -> autogenerate.run(model), "");
        assertThat(second.migration().map(Migration::text))
                .as("a second migration")
                .isEmpty();
        return migration;
    }

    private static List<String> lines(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> !(operation instanceof Operation.AdvanceSequence))
                .map(OperationText::line)
                .toList();
    }

    /** Hibernate logs a statement that fails, and goes on. */
    private static void execute(Statement statement, String sql) throws Exception {
        Savepoint before = statement.getConnection().setSavepoint();
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            statement.getConnection().rollback(before);
        }
    }

    private static List<String> export(FixtureModels models, ApplicationStart start) throws Exception {
        if (exports == null) {
            exports = TestDatabase.create();
        }
        try (Connection connection = exports.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<String> statements = new ArrayList<>(List.of(models.fixture().setup()));
            statements.addAll(start.statements());
            for (String sql : statements) {
                execute(statement, sql);
            }
            List<String> catalog = CatalogText.of(connection);
            // When the connection closes, the server rolls back asynchronously. Until then, sequences of the next
            // export
            // get different names.
            connection.rollback();
            return catalog;
        }
    }
}
