package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rules.Rules;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Comparator;
import java.util.List;

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
                .flatMap(rule -> rule.check(migration))
                .map(finding -> small.judge(migration, finding))
                .toList();
        PrintableFindings printable = new PrintableFindings(migration);
        return Suppressions.apply(migration.source(), findings).stream()
                .map(Suppressions::inItsFormat)
                .map(printable::of)
                .sorted(ORDER)
                .toList();
    }
}
