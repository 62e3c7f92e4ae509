package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.TracedMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A rollback is only one if the catalog afterwards is the catalog before. */
final class RollbackDiffers extends Rule {

    RollbackDiffers() {
        super("rollback-differs", Severity.ERROR, "The rollback fails, or leaves another catalog than the one before the migration.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.rollback().stream()
                .filter(TracedMigration.Rollback::supported)
                .filter(r -> r.problem() != null || !r.catalogBefore().equals(r.catalogAfter()))
                .map(r -> finding(
                        migration,
                        null,
                        null,
                        null,
                        r.problem() != null ? "Its rollback fails: " + r.problem() : "Its rollback does not restore what was there.",
                        r.problem() != null ? "Correct the rollback." : difference(r)));
    }

    private static String difference(TracedMigration.Rollback rollback) {
        List<String> missing = new ArrayList<>(rollback.catalogBefore());
        missing.removeAll(rollback.catalogAfter());
        List<String> left = new ArrayList<>(rollback.catalogAfter());
        left.removeAll(rollback.catalogBefore());
        StringBuilder text = new StringBuilder("After the rollback there must be again (+), and must not be (-):");
        missing.forEach(line -> text.append("\n  + ").append(line));
        left.forEach(line -> text.append("\n  - ").append(line));
        return text.toString();
    }
}
