package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A rollback makes a dropped table or column again, but empty. */
final class RollbackLosesData extends Rule {

    RollbackLosesData() {
        super(
                "rollback-loses-data",
                Severity.WARNING,
                "The rollback makes a table or column again that the migration drops, but empty.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.rollback().stream()
                .filter(r -> !r.restored().isEmpty())
                .map(r -> {
                    String names = String.join(", ", r.restored());
                    return finding(
                            migration,
                            null,
                            null,
                            null,
                            "The rollback makes %s again, but empty: what was in there is lost.".formatted(names),
                            "Copy it to a table of its own before, and fill it from there in the rollback, or keep a backup.");
                });
    }
}
