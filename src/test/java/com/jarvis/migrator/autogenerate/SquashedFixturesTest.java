package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fixture's schema and rows as migrations, by hand and by diff, and one migration in their place: a new database gets the same
 * objects and rows, and the rollback leaves nothing.
 */
@Tag(TestSet.PROCESS)
class SquashedFixturesTest {

    private static final String SEQUENCES = """
            select format('select %L || last_value || is_called from %s', c.oid::regclass, c.oid::regclass) from pg_class c
            join pg_namespace n on n.oid = c.relnamespace where relkind = 'S' and nspname !~ '^pg_' order by 1""";

    @TempDir
    private Path folder;

    static List<Class<?>> fixtures() {
        Pattern only = Pattern.compile(System.getProperty("fixture", ""));
        return TestSet.of(
                "SquashedFixturesTest",
                FixtureModels.all().stream()
                        .filter(type -> only.matcher(type.getName()).find())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void a_squash_creates_what_the_migrations_create(Class<?> type) throws Exception {
        FixtureModels models = FixtureModels.of(type);
        try (LiveProject live = LiveProject.in(folder);
                TestDatabase fresh = TestDatabase.create()) {
            statements("20200101000000_setup", models.fixture().setup());
            live.update();
            live.apply(live.diff(autogenerate -> autogenerate.run(HibernateModel.of(models.before())), "none")
                    .migration()
                    .orElseThrow());
            statements("20990101000000_rows", models.fixture().rows());
            live.update();
            live.apply(live.diff(
                            autogenerate -> autogenerate.run(HibernateModel.of(models.after())),
                            models.fixture().rename())
                    .migration()
                    .orElseThrow());
            List<String> before = live.catalog();
            Map<String, String> rows = rows(live);
            List<String> sequences = sequences(live.database());

            new TestChangelog(folder, live.database()).with("squash", "4").command("diffChangelog", Map.of());

            LiveProject there = new LiveProject(folder, fresh);
            List<String> empty = there.catalog();
            there.update();
            assertThat(there.catalog()).isEqualTo(before);
            assertThat(rows(there)).isEqualTo(rows);
            assertThat(sequences(fresh)).isEqualTo(sequences);
            there.rollback();
            assertThat(there.catalog().stream().filter(line -> !line.startsWith("cast ")))
                    .isEqualTo(empty);
        }
    }

    /** Without the time at which a migration has run. */
    private static Map<String, String> rows(LiveProject project) throws Exception {
        Map<String, String> rows = new TreeMap<>();
        project.rows(Map.of())
                .forEach((table, text) ->
                        rows.put(table, text.replaceAll("\"" + Year.now(ZoneOffset.UTC) + "-[^\"]*\"", "now")));
        return rows;
    }

    private static List<String> sequences(TestDatabase database) throws Exception {
        List<String> sequences = new ArrayList<>();
        for (String query : database.strings(SEQUENCES)) {
            sequences.addAll(database.strings(query));
        }
        return sequences;
    }

    private void statements(String revision, String sql) throws Exception {
        Files.createDirectories(folder.resolve("changelog/changes"));
        Files.writeString(folder.resolve("changelog/" + revision + ".sql"), sql.isEmpty() ? "select 1" : sql);
        Files.writeString(folder.resolve("changelog/changes/" + revision + ".yaml"), """
                databaseChangeLog:
                - changeSet:
                    id: %1$s
                    author: test
                    changes:
                    - sqlFile: {path: changelog/%1$s.sql, splitStatements: false, stripComments: false}
                    rollback: []
                """.formatted(revision));
        Path master = folder.resolve("changelog/db.changelog-master.yaml");
        Files.writeString(
                master,
                Files.readString(master)
                        + "- include:\n    file: changes/%s.yaml\n    relativeToChangelogFile: true\n"
                                .formatted(revision));
    }
}
