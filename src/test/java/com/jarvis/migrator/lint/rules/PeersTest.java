package com.jarvis.migrator.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What eugene, squawk and strong_migrations call bad and good, taken from their manuals. */
@Tag(TestSet.SLOW)
class PeersTest {

    @RegisterExtension
    private static final ScenarioRunner runner = new ScenarioRunner();

    static Stream<Arguments> peers() {
        return Stream.of("eugene", "squawk", "strong_migrations")
                .flatMap(peer ->
                        Scenario.inFile("peers/" + peer + ".txt").stream().map(s -> Arguments.of(peer, s)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("peers")
    void what_a_peer_finds_is_found_and_what_it_recommends_has_no_findings(String peer, Scenario scenario)
            throws SQLException {
        runner.run(scenario).forEach((step, linted) -> {
            Set<String> found = linted.findings().stream().map(Finding::rule).collect(Collectors.toSet());
            if (step.kind() == Scenario.Kind.BAD) {
                assertThat(found)
                        .as(step.statements().toString())
                        .containsAll(step.finds().lines().toList());
            } else {
                Set<String> important = linted.findings().stream()
                        .filter(f -> f.severity() != Severity.NOTE)
                        .map(Finding::rule)
                        .collect(Collectors.toSet());
                assertThat(important).as(step.statements().toString()).isEqualTo(step.also());
            }
        });
    }

    @Test
    void the_documentation_agrees_with_what_squawk_reported() throws IOException {
        Map<String, Set<String>> seen =
                Files.readAllLines(Path.of("src/test/resources/lint/peers/squawk-2.66.0.tsv")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("\t", -1))
                        .collect(Collectors.toMap(cells -> cells[0], cells -> Set.of(cells[1].split(" "))));
        Pattern row = Pattern.compile("(?m)^\\| ([\\w-]+) \\| [GHC ]+ \\|[^|]*\\| ?([^|]*?) ?\\|[^|]*\\|$");

        assertThat(row.matcher(Files.readString(Path.of("docs/lint.md"))).results())
                .hasSameSizeAs(seen.keySet())
                .allSatisfy(match -> {
                    String rules = match.group(2).replaceFirst(": H$", "");
                    if (!rules.isEmpty()) {
                        assertThat(match.group(2)).endsWith(": H");
                        assertThat(seen.get(match.group(1))).containsAll(List.of(rules.split(", ")));
                    }
                });
    }
}
