package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application moves from Hibernate 6.6 to 7 with one migration, whose operations each fixture lists. */
@Tag(TestSet.HIBERNATE7)
class MoveToHibernate7Test {

    /** The libraries of Hibernate 7, and those in {@code target/hibernate6} that take their place. */
    private static final Pattern HIBERNATE =
            Pattern.compile(".*/(hibernate-core|hibernate-envers|hibernate-models|jakarta\\.persistence-api)/.*");

    private static URLClassLoader six;
    private static ApplicationSchema exports;

    @TempDir
    private Path folder;

    static List<Class<?>> fixtures() {
        return RoundTripTest.fixtures();
    }

    @BeforeAll
    static void open() throws Exception {
        exports = ApplicationSchema.create();
        List<URL> path = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!HIBERNATE.matcher(element).matches()) {
                path.add(Path.of(element).toUri().toURL());
            }
        }
        try (Stream<Path> jars = Files.list(Path.of("target/hibernate6"))) {
            for (Path jar : jars.toList()) {
                path.add(jar.toUri().toURL());
            }
        }
        six = new URLClassLoader("Hibernate 6.6", path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @AfterAll
    static void close() throws Exception {
        exports.close();
        six.close();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void one_migration_leads_to_the_schema_of_hibernate_7(Class<?> type) throws Exception {
        FixtureModels models = FixtureModels.of(type);
        TreeSet<String> moves = new TreeSet<>();
        moves.addAll(move(models.fixture().setup(), models.first(), statements(type, "Before")));
        moves.addAll(move(models.fixture().setup(), models.second(), statements(type, "After")));

        assertThat(moves).containsExactlyInAnyOrder(models.fixture().moveToHibernate7());
    }

    private List<String> move(String setup, FixtureModels.Model model, List<String> ofSix) throws Exception {
        List<String> expected = exports.catalog(setup, model.start().statements());
        try (LiveProject live = LiveProject.in(Files.createTempDirectory(folder, "project"))) {
            create(live, setup, ofSix);
            Optional<Migration> migration = live.diff(
                            autogenerate -> autogenerate.run(HibernateModel.of(model.metadata())), "none")
                    .migration();
            if (migration.isPresent()) {
                live.apply(migration.get());
            }
            assertThat(live.catalog())
                    .as(migration.map(LiveProject::text).orElse("without a migration"))
                    .isEqualTo(expected);
            return migration
                    .map(written -> RoundTripTest.lines(written.operations().upgrade()))
                    .orElse(List.of());
        }
    }

    private static void create(LiveProject live, String setup, List<String> statements) throws SQLException {
        try (Connection connection = live.database().connect()) {
            connection.setAutoCommit(false);
            ApplicationSchema.run(connection, setup, statements);
            connection.commit();
        }
    }

    /** What the application's start with Hibernate 6.6 executes. */
    @SuppressWarnings("unchecked")
    private static List<String> statements(Class<?> fixture, String model) throws Exception {
        return (List<String>) six.loadClass(FixtureModels.class.getName())
                .getMethod("statements", String.class, String.class)
                .invoke(null, fixture.getName(), model);
    }
}
