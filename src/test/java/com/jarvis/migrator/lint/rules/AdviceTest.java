package com.jarvis.migrator.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.snapshot.CatalogLines;
import com.jarvis.testing.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Advice, followed to the letter in a database with rows. */
class AdviceTest {

    @RegisterExtension
    private static final ScenarioRunner runner = new ScenarioRunner();

    static Stream<Arguments> statements() {
        return Scenario.inFile("advice.txt").stream().flatMap(scenario -> scenario.steps().stream()
                .map(step -> Arguments.of(step.statements().get(0), scenario.with(List.of(step)), step.kind())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void advice_runs_and_makes_what_the_statement_makes(String statement, Scenario scenario, Scenario.Kind kind)
            throws Exception {
        Finding finding =
                runner.run(scenario).values().iterator().next().findings().get(0);

        try (TestDatabase database = TestDatabase.create();
                Connection followed = database.connect();
                Connection scratch = runner.scratch().connect()) {
            database.execute(scenario.setup());
            for (String sql : sql(finding.instead())) {
                database.execute(sql);
            }
            if (kind == Scenario.Kind.BAD) {
                assertThat(CatalogLines.read(followed)).isEqualTo(CatalogLines.read(scratch));
            } else {
                assertThat(CatalogLines.read(followed))
                        .anyMatch(line -> line.contains("CHECK") && line.contains("1000"));
            }
        }
    }

    /** The statements of the advice, in order, without those that only undo one. */
    private static List<String> sql(String advice) {
        List<String> statements = new ArrayList<>();
        boolean isRollback = false;
        for (String line : advice.lines().map(String::strip).toList()) {
            if (line.startsWith("sql: ") && !isRollback) {
                statements.add(line.substring("sql: ".length()));
            } else if (line.endsWith(";")) {
                statements.add(line);
            }
            isRollback = line.equals("rollback:") || isRollback && line.equals("- sql:");
        }
        assertThat(statements).isNotEmpty();
        return statements;
    }
}
