package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A rollback has to restore the catalog as it was before the migration. */
final class RollbackDiffers extends Rule {

    RollbackDiffers() {
        super(
                "rollback-differs",
                Severity.ERROR,
                "The rollback fails, or does not restore the catalog as it was before the migration.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.rollback().stream()
                .filter(r -> r.supported() && !r.isExact())
                .filter(r -> migration.coverage().notTried().isEmpty())
                .map(r -> r.problem() != null
                        ? finding(migration, null, null, null, "Its rollback fails: " + r.problem(), "Correct it.")
                        : finding(
                                migration,
                                null,
                                null,
                                null,
                                "Its rollback does not restore the catalog as it was before the migration.",
                                difference(r)));
    }

    private static String difference(TracedMigration.Rollback rollback) {
        StringBuilder text = new StringBuilder("Missing (+) and left over (-) after the rollback:");
        rollback.missing().forEach(line -> text.append("\n  + ").append(line));
        rollback.left().forEach(line -> text.append("\n  - ").append(line));
        return text.toString();
    }
}
