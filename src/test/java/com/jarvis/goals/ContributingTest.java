package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.md tells you to run exists. */
class ContributingTest {

    @Test
    void every_test_in_the_table_of_the_edit_loop_exists() throws Exception {
        List<String> named = Pattern.compile("-Dtest='?([\\w,]++)(?!/)")
                .matcher(Page.of("CONTRIBUTING.md").text())
                .results()
                .flatMap(match -> Stream.of(match.group(1).split(",")))
                .distinct()
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> existing = files.map(file -> file.getFileName().toString())
                    .map(name -> name.replaceAll("\\.java$", ""))
                    .collect(Collectors.toSet());
            assertThat(named).hasSizeGreaterThan(30);
            assertThat(existing).containsAll(named);
        }
    }
}
