package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md names the test of each claim that has one, and asks for reports in private. */
class SecurityPageTest {

    private final Page page = Page.of("SECURITY.md");

    @Test
    void every_test_that_it_names_exists() throws Exception {
        List<String> named = Page.code(page.text()).stream()
                .filter(code -> code.matches("[A-Z]\\w+Test"))
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> existing = files.map(
                            file -> file.getFileName().toString().replaceAll("\\.java$", ""))
                    .collect(Collectors.toSet());
            assertThat(named).hasSizeGreaterThan(15);
            assertThat(existing).containsAll(named);
        }
    }

    @Test
    void readme_and_contributing_lead_to_it() {
        assertThat(page.text()).contains("private vulnerability report", "## Maintained versions");
        assertThat(Page.of("README.md").text()).contains("](SECURITY.md)");
        assertThat(Page.of("CONTRIBUTING.md").text()).contains("](SECURITY.md)");
    }
}
