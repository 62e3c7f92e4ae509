package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.execution.FailedStatement;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.Failure;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A migration that PostgreSQL rejects on the throw-away server is rejected by the live one too. */
final class MigrationFails extends Rule {

    MigrationFails() {
        super("migration-fails", Severity.ERROR, "The migration fails on the throw-away server.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.failure().stream()
                .filter(f -> migration.transactionFailure().isEmpty()
                        && migration.failureForNotTried().isEmpty())
                .map(f -> finding(
                        migration,
                        null,
                        null,
                        null,
                        "Statement %d fails: %s: %s"
                                .formatted(f.statement(), f.message(), f.sql().strip()),
                        instead(migration, f)));
    }

    private static String instead(TracedMigration migration, Failure failure) {
        if (FailedStatement.isCut(failure.message())) {
            return "Liquibase splits an sql change at each semicolon, those inside dollar quotes too. Keep it whole:\n"
                    + ChangeSetText.unsplit(migration.source().file()).indent(2);
        }
        return failure.missingExtension()
                .map("""
                        Neither does your server have the extension %s. Install it there first.
                        """::formatted)
                .orElse("Correct the statement; update would apply neither this migration nor those after it.");
    }
}
