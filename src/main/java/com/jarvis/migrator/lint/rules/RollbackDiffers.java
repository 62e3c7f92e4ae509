package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A rollback is only one if the catalog afterwards is the catalog before. */
final class RollbackDiffers extends Rule {

    RollbackDiffers() {
        super(
                "rollback-differs",
                Severity.ERROR,
                "The rollback fails, or leaves another catalog than the one before the migration.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.rollback().stream()
                .filter(r -> r.supported() && !r.isExact())
                .map(r -> r.problem() != null
                        ? finding(migration, null, null, null, "Its rollback fails: " + r.problem(), "Correct it.")
                        : finding(
                                migration,
                                null,
                                null,
                                null,
                                "Its rollback does not restore the catalog that was there before the migration.",
                                difference(r)));
    }

    private static String difference(TracedMigration.Rollback rollback) {
        StringBuilder text = new StringBuilder("After the rollback there must be (+) and must not be (-):");
        rollback.missing().forEach(line -> text.append("\n  + ").append(line));
        rollback.left().forEach(line -> text.append("\n  - ").append(line));
        return text.toString();
    }
}
