package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.hibernate.boot.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Migrates a live database to both models of every fixture with Liquibase. After each migration the catalog equals the one
 * that the application's own start with {@code ddl-auto=create} makes, and diff finds nothing to do. Each rollback restores the catalog and the rows.
 */
@Tag(TestSet.SLOW)
class RoundTripTest {

    private static ApplicationSchema exports;

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
    static void dropExports() throws SQLException {
        if (exports != null) {
            exports.close();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void every_migration_leads_to_the_schema_that_the_application_would_create_and_back(Class<?> type)
            throws Exception {
        FixtureModels models = FixtureModels.of(type);
        exports = exports == null ? ApplicationSchema.create() : exports;
        List<String> before =
                exports.catalog(models.fixture().setup(), models.first().start().statements());
        List<String> after = exports.catalog(
                models.fixture().setup(), models.second().start().statements());
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
            assertThat(lines(forth.operations().upgrade())).containsExactlyInAnyOrder(models.forth());
            Migration back = migrate(live, models.before(), models.fixture().renameBack(), before);
            assertThat(live.rows(models.lost()))
                    .as("rows after the migration back")
                    .isEqualTo(rows);
            if (models.back().length > 0) {
                assertThat(lines(back.operations().upgrade())).containsExactlyInAnyOrder(models.back());
            } else {
                assertThat(lines(back.operations().downgrade()))
                        .as("the migration back")
                        .containsExactlyInAnyOrder(models.forth());
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
        Migration migration = live.diff(autogenerate -> autogenerate.run(HibernateModel.of(model)), rename)
                .migration()
                .orElseThrow();
        live.apply(migration);
        assertThat(live.catalog()).as(migration.text()).isEqualTo(exported);
        Autogenerate.Outcome second = live.diff(autogenerate -> autogenerate.run(HibernateModel.of(model)), "");
        assertThat(second.migration().map(LiveProject::text))
                .as("a second migration")
                .isEmpty();
        return migration;
    }

    static List<String> lines(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> !(operation instanceof Operation.AdvanceSequence))
                .map(OperationText::line)
                .toList();
    }
}
