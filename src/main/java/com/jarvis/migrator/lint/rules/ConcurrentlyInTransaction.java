package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** CONCURRENTLY, VACUUM and code that commits do not run inside a transaction, and a changeset is one by default. */
final class ConcurrentlyInTransaction extends Rule {

    ConcurrentlyInTransaction() {
        super(
                "ban-concurrent-index-creation-in-transaction",
                Severity.ERROR,
                "A statement that PostgreSQL runs only outside a transaction, such as CONCURRENTLY, is inside one.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.transactionFailure().stream()
                .map(f -> finding(
                        migration,
                        null,
                        null,
                        null,
                        "Statement %d cannot run inside the transaction of the migration (%s): %s"
                                .formatted(f.statement(), f.message(), f.sql()),
                        "Move it to a migration of its own, with runInTransaction: false beside its id."));
    }
}
