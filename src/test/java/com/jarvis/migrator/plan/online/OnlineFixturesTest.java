package com.jarvis.migrator.plan.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.FixtureModels;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.autogenerate.OnlineMigrations;
import com.jarvis.migrator.autogenerate.Settings;
import com.jarvis.migrator.changelog.MasterChangelog;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFiles;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.testing.TestSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every fixture, the online migrations lead to the model and back, or diff refuses with an alternative. */
@Tag(TestSet.SLOW)
class OnlineFixturesTest {

    @TempDir
    private Path folder;

    static List<Class<?>> fixtures() {
        Pattern only = Pattern.compile(System.getProperty("fixture", ""));
        return TestSet.of(
                "OnlineFixturesTest",
                FixtureModels.all().stream()
                        .filter(type -> only.matcher(type.getName()).find())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void every_online_change_leads_to_the_model_and_back_or_is_refused(Class<?> type) throws Exception {
        FixtureModels models = FixtureModels.of(type);
        try (LiveProject live = LiveProject.in(folder)) {
            if (!models.fixture().setup().isEmpty()) {
                live.database().execute(models.fixture().setup());
            }
            Autogenerate.Outcome first =
                    live.diff(autogenerate -> autogenerate.run(HibernateModel.of(models.before())), "none");
            live.apply(first.migration().orElseThrow());
            List<String> before = live.catalog();
            List<Migration> migrations;
            try {
                migrations = online(live, models, models.fixture().rename()).migrations();
            } catch (MigratorException refusal) {
                assertThat(refusal).hasMessageContainingAll("Nothing was written. ", " instead", "without -Donline:");
                return;
            }
            new MigrationFiles(
                            new MasterChangelog(folder.resolve("changelog/db.changelog-master.yaml")),
                            folder.resolve("changelog/changes"))
                    .write(migrations);
            live.update();
            assertThat(online(live, models, "").migrations()).isEmpty();
            for (int i = 0; i < migrations.size(); i++) {
                live.rollback();
            }
            assertThat(live.catalog()).isEqualTo(before);
        }
    }

    private static Autogenerate.Outcome online(LiveProject live, FixtureModels models, String rename) throws Exception {
        Settings settings = new Settings("Online", "jarvis", Set.of("drop"), rename, null);
        try (Connection connection = live.database().connect()) {
            return new Autogenerate(
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                            settings,
                            new OnlineMigrations(settings, List.of())::of)
                    .run(HibernateModel.of(models.after()));
        }
    }
}
