package com.jarvis.migrator.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lint.LintReport;
import com.jarvis.migrator.lint.LintedMigration;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag(TestSet.SLOW)
class RulesTest {

    private static final Path DOCUMENTATION = Path.of("docs/lint.md");

    /** Rules with an id of squawk's that does not say what they find; their classes do. */
    private static final Map<String, String> SQUAWK_IDS = Map.of(
            "adding-field-with-default", "AddingVolatileDefault",
            "adding-foreign-key-constraint", "ForeignKeyValidated",
            "adding-not-nullable-field", "SetNotNullScans",
            "adding-serial-primary-key-field", "AddingNumberedColumn",
            "ban-concurrent-index-creation-in-transaction", "ConcurrentlyInTransaction",
            "constraint-missing-not-valid", "CheckValidated",
            "disallowed-unique-constraint", "UniqueConstraintBuildsIndex",
            "prefer-repack", "TableRewrite",
            "prefer-robust-stmts", "NotRerunnable");

    @RegisterExtension
    private static final ScenarioRunner runner = new ScenarioRunner();

    static List<Scenario> rules() {
        return Scenario.inFolder("rules");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void a_rule_reports_a_bad_migration_and_no_rule_reports_a_good_one(Scenario scenario) throws SQLException {
        Map<Scenario.Step, LintedMigration> linted = runner.run(scenario);

        assertThat(linted).hasSizeGreaterThan(1);
        linted.forEach((step, found) -> {
            if (step.kind() == Scenario.Kind.BAD) {
                assertThat(text(scenario.name(), found)).isEqualTo(step.finds());
            } else {
                assertThat(important(found)).as(step.statements().toString()).isEqualTo(step.also());
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void a_rule_sees_inside_a_DO_block_what_it_sees_outside_if_the_documentation_says_so(Scenario scenario)
            throws Exception {
        String row = Files.readString(DOCUMENTATION)
                .lines()
                .filter(line -> line.startsWith("| " + scenario.name() + " | "))
                .findFirst()
                .orElseThrow();
        boolean sees = row.split(" \\| ")[1].contains("C");
        List<Scenario.Step> bad = scenario.steps().stream()
                .filter(step -> step.kind() == Scenario.Kind.BAD && step.inTransaction())
                .map(Scenario.Step::inDoBlocks)
                .toList();

        runner.run(scenario.with(bad)).forEach((step, linted) -> assertThat(
                        linted.findings().stream().anyMatch(f -> f.rule().equals(scenario.name())))
                .as(step.statements().toString())
                .isEqualTo(sees));
    }

    @Test
    void every_rule_has_a_test_with_a_bad_and_a_good_migration() {
        Map<String, Set<Scenario.Kind>> tested = rules().stream()
                .collect(Collectors.toMap(
                        Scenario::name,
                        s -> s.steps().stream().map(Scenario.Step::kind).collect(Collectors.toSet())));

        assertThat(tested.keySet()).containsExactlyInAnyOrderElementsOf(ids());
        assertThat(tested.values())
                .allSatisfy(kinds -> assertThat(kinds).contains(Scenario.Kind.BAD, Scenario.Kind.GOOD));
    }

    @Test
    void every_rule_has_a_row_with_its_description_in_the_documentation() throws IOException {
        List<String> rows = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| (error|warning|note) \\| (.*?) \\|")
                .matcher(Files.readString(DOCUMENTATION))
                .results()
                .map(m -> m.group(1) + " " + m.group(2) + " " + m.group(3))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Rules.ALL.stream()
                        .map(r -> r.id() + " " + r.severity().name().toLowerCase(Locale.ROOT) + " " + r.description())
                        .toList());
    }

    @Test
    void every_rule_class_is_in_the_list() throws IOException {
        try (var files = Files.list(Path.of("src/main/java/com/jarvis/migrator/lint/rules"))) {
            long classes = files.filter(RulesTest::extendsRule).count();

            assertThat(Rules.ALL).hasSize((int) classes);
        }
    }

    @Test
    void a_rule_class_is_named_as_its_id() {
        assertThat(Rules.ALL.stream()
                        .filter(rule -> !rule.getClass().getSimpleName().equals(camelCase(rule.id())))
                        .collect(Collectors.toMap(
                                Rule::id, rule -> rule.getClass().getSimpleName())))
                .isEqualTo(SQUAWK_IDS);
    }

    private static String camelCase(String id) {
        return Pattern.compile("(?:^|-)(\\w)").matcher(id).replaceAll(m -> m.group(1)
                .toUpperCase(Locale.ROOT));
    }

    private static boolean extendsRule(Path file) {
        try {
            return Files.readString(file).contains(" extends Rule {");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids() {
        return Rules.ALL.stream().map(Rule::id).toList();
    }

    private static String text(String rule, LintedMigration linted) {
        return linted.findings().stream()
                .filter(f -> f.rule().equals(rule))
                .map(f -> LintReport.finding(linted.migration(), f).stripIndent())
                .collect(Collectors.joining())
                .strip();
    }

    private static Set<String> important(LintedMigration linted) {
        return linted.findings().stream()
                .filter(f -> f.severity() != Severity.NOTE)
                .map(Finding::rule)
                .collect(Collectors.toSet());
    }
}
