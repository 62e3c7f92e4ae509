package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rules.Rules;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Checks traced migrations against all rules. */
public final class Linter {

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::severity, Comparator.reverseOrder()).thenComparing(Finding::statement);

    private Linter() {}

    /** The findings that the migration does not suppress, most severe first. */
    public static List<Finding> check(TracedMigration migration) {
        return check(migration, SmallTables.NONE);
    }

    /** The same, with those about small tables as notes. */
    static List<Finding> check(TracedMigration migration, SmallTables small) {
        List<Finding> findings = Rules.ALL.stream()
                .filter(rule ->
                        !migration.statements().isEmpty() || migration.failure().isPresent())
                .flatMap(rule -> ofWholeTables(migration, rule.check(migration).toList()))
                .map(finding -> small.judge(migration, finding))
                .toList();
        PrintableFindings printable = new PrintableFindings(migration);
        return Suppressions.apply(migration.source(), findings).stream()
                .map(Suppressions::inItsFormat)
                .map(printable::of)
                .sorted(ORDER)
                .toList();
    }

    /** Without what a statement does to partitions because it does it to the whole table. */
    private static Stream<Finding> ofWholeTables(TracedMigration migration, List<Finding> ofRule) {
        Snapshot catalog = migration.before();
        return ofRule.stream().filter(finding -> catalog.wholesOf(
                        catalog.table(finding.table()).orElse(null))
                .noneMatch(whole -> ofRule.stream()
                        .anyMatch(other -> whole.name().equals(other.table())
                                && other.statement() == finding.statement()
                                && Objects.equals(other.column(), finding.column()))));
    }
}
