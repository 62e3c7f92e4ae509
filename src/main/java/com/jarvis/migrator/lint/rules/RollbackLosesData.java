package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A rollback recreates a dropped table or column, but empty. */
final class RollbackLosesData extends Rule {

    RollbackLosesData() {
        super(
                "rollback-loses-data",
                Severity.WARNING,
                "The migration drops a table or column that the rollback recreates empty.");
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
                            "The rollback recreates %s, but empty: its data is lost.".formatted(names),
                            """
                            Before that, copy the data to another table, and restore it from there in the rollback; or keep a \
                            backup.
                            """);
                });
    }
}
