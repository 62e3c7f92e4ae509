package com.jarvis;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names packages, classes and files that there are. Names with {@code My} stand for new ones. */
class ArchitecturePageTest {

    private static final Page PAGE = Page.of("docs/architecture.md");
    private static final Path MIGRATOR = Path.of("src/main/java/com/jarvis/migrator");
    private static final Predicate<String> CLASS =
            Pattern.compile("[A-Z]\\w+(\\.[A-Z]\\w+)?").asMatchPredicate();

    @Test
    void each_class_that_it_names_is_one() throws IOException {
        Set<String> classes = Stream.concat(sources(Path.of("src/main")), sources(Path.of("src/test")))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        List<String> named = Page.code(PAGE.text()).stream().filter(CLASS).toList();
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(named.stream().filter(name -> !classes.contains(name.replaceFirst("\\..*", ""))))
                .as("no class in src")
                .isEmpty();
    }

    @Test
    void it_describes_each_package_and_no_other() throws IOException {
        Set<String> packages = sources(MIGRATOR)
                .map(file -> MIGRATOR.relativize(file.getParent()).toString())
                .map(path -> path.isEmpty() ? "(root)" : path.replaceAll("[/\\\\]", "."))
                .collect(Collectors.toSet());
        assertThat(PAGE.rows("package").stream().map(row -> row.get(0).replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    @Test
    void each_file_that_it_names_is_there() {
        List<String> files = Page.code(PAGE.text()).stream()
                .filter(code -> code.matches("[\\w./-]+/[\\w.]+"))
                .filter(file -> !file.contains("/My"))
                .toList();
        assertThat(files).hasSizeGreaterThan(10);
        assertThat(files.stream()
                        .filter(file -> Files.notExists(Path.of(file)) && Files.notExists(MIGRATOR.resolve(file))))
                .as("no file")
                .isEmpty();
    }

    private static Stream<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }
}
