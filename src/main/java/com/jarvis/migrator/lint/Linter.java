package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rules.Rules;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Comparator;
import java.util.List;

/** Judges traced migrations by all rules. */
public final class Linter {

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::severity, Comparator.reverseOrder()).thenComparing(Finding::statement);

    private Linter() {}

    /** What the rules find and the migration does not silence, the gravest first. */
    public static List<Finding> check(TracedMigration migration) {
        List<Finding> findings = Rules.ALL.stream()
                .filter(rule ->
                        !migration.statements().isEmpty() || migration.failure().isPresent())
                .flatMap(rule -> rule.check(migration))
                .toList();
        return Suppressions.apply(migration.source(), findings).stream()
                .sorted(ORDER)
                .toList();
    }
}
