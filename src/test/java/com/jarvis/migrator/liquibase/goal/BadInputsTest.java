package com.jarvis.migrator.liquibase.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each bad input ends its command with a text of ours and changes nothing: no table, no history, no file, and no lock is
 * left. {@code target/bad-inputs.md} lists what each of them got.
 */
@Tag(TestSet.SLOW)
class BadInputsTest {

    /** What Liquibase, Java and the driver would say. */
    private static final Pattern BOILERPLATE = Pattern.compile(
            "\\w+Exception\\b|\\bliquibase\\.(?!url|properties)|\\bjava\\.(?!io\\.File)|\\borg\\.(?!nowhere)|\\n\\s*at |Unexpected error|Validation Failed"
                    + "|Error parsing|[Pp]lease (?!report)|For more information|null\\b|Check for spelling");

    @TempDir
    private static Path base;

    @TempDir
    private Path folder;

    private static final List<String> TABLE = new ArrayList<>();

    private static TestDatabase database;
    private static List<String> catalog;
    private static List<String> history;

    @BeforeAll
    static void migrate() throws Exception {
        TestProject.changelogIn(base);
        database = TestDatabase.create();
        new TestChangelog(base, database).update();
        catalog = CatalogText.of(database);
        history = CatalogText.history(database);
    }

    @AfterAll
    static void drop() throws Exception {
        database.close();
        Files.createDirectories(Path.of("target"));
        Files.writeString(
                Path.of("target/bad-inputs.md"),
                "# What each bad input gets: %d\n\n| command | input | message |\n| --- | --- | --- |\n%s\n"
                        .formatted(TABLE.size(), String.join("\n", TABLE)));
    }

    static Stream<BadInputs.Input> inputs() {
        return TestSet.of("BadInputsTest", BadInputs.all().toList()).stream();
    }

    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @MethodSource("inputs")
    void is_refused_in_our_words_and_changes_nothing(BadInputs.Input input) throws Exception {
        TestProject.changelogIn(folder);
        input.writeTo(folder);
        Map<String, String> files = files();
        TestChangelog changelog = new TestChangelog(folder, database);
        for (Map.Entry<String, String> setting : input.settings().entrySet()) {
            changelog = changelog.with(setting.getKey(), setting.getValue());
        }
        TestChangelog changed = changelog;

        Throwable thrown = catchThrowable(() -> changed.command(input.command(), input.arguments()));

        TABLE.add("| %s | %s | %s |"
                .formatted(
                        input.command(), cell(input.name()), thrown == null ? "NOTHING" : cell(thrown.getMessage())));
        assertThat(CatalogText.of(database)).isEqualTo(catalog);
        assertThat(CatalogText.history(database)).isEqualTo(history);
        assertThat(CatalogText.isLocked(database)).isFalse();
        assertThat(files()).isEqualTo(files);
        assertThat(thrown).isNotNull();
        assertThat(thrown.getMessage()).hasSizeGreaterThan(30).doesNotContainPattern(BOILERPLATE);
    }

    private static String cell(String text) {
        return text.strip().replace("\n", "<br>").replace("|", "\\|");
    }

    private Map<String, String> files() throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(one -> !one.startsWith(folder.resolve("target")))
                    .toList()) {
                files.put(file.toString(), Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }
}
