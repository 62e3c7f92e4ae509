package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.Failure;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A migration that PostgreSQL refuses here is refused there too. */
final class MigrationFails extends Rule {

    MigrationFails() {
        super("migration-fails", Severity.ERROR, "The migration fails when it is run in a scratch database.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.failure().stream()
                .filter(f -> migration.transactionFailure().isEmpty())
                .map(f -> finding(
                        migration,
                        null,
                        null,
                        null,
                        "Statement %d fails: %s: %s"
                                .formatted(f.statement(), f.message(), f.sql().strip()),
                        instead(f)));
    }

    private static String instead(Failure failure) {
        if (FailedStatement.isCut(failure.message())) {
            return """
                    Liquibase cuts an sql change at each semicolon, those between the dollar signs too. Keep it whole:
                      - sql:
                          splitStatements: false
                          sql: …""";
        }
        return failure.missingExtension()
                .map("""
                        The throw-away server does not have the extension %1$s, so nothing is traced from here on. If yours has it:
                          # lint:ignore migration-fails the throw-away server does not have %1$s
                        """::formatted)
                .orElse("Correct the statement; nothing of this migration or of those after it would be applied.");
    }
}
