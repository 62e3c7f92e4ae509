package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.TracedMigration;
import java.util.stream.Stream;

/** A migration that PostgreSQL refuses here is refused there too. */
final class MigrationFails extends Rule {

    MigrationFails() {
        super("migration-fails", Severity.ERROR, "The migration fails when it is run in a scratch database.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.failure().stream()
                .filter(f -> !f.isForTransaction())
                .map(f -> finding(
                        migration,
                        null,
                        null,
                        null,
                        "Statement %d fails: %s: %s"
                                .formatted(f.statement(), f.message(), f.sql().strip()),
                        "Correct the statement; nothing of this migration or of those after it would be applied."));
    }
}
