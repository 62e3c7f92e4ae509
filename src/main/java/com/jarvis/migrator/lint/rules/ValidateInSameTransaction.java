package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** VALIDATE in the transaction of ADD … NOT VALID runs under the lock of the ADD, which NOT VALID is meant to avoid. */
final class ValidateInSameTransaction extends Rule {

    ValidateInSameTransaction() {
        super(
                "validate-in-same-transaction",
                Severity.ERROR,
                "A constraint is added NOT VALID and validated in the same transaction, under the lock of the ADD.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .filter(s -> migration.source().inTransaction())
                .flatMap(s -> s.after().constraints().values().stream()
                        .filter(c -> c.validated() && addedUnvalidated(migration, s, c))
                        .map(c -> finding(
                                migration,
                                s,
                                s.table(c.table()),
                                null,
                                """
                                Validates constraint %s in the transaction that adds it: every row of %s is read under the lock of \
                                the ADD, which blocks %s.
                                """.formatted(
                                                c.name(),
                                                s.table(c.table()).name(),
                                                s.strongest(c.table()).blocks()),
                                "Move this to the next migration:\n  alter table %s validate constraint %s;"
                                        .formatted(s.table(c.table()).name(), c.name()))));
    }

    private static boolean addedUnvalidated(
            TracedMigration migration, TracedStatement statement, Constraint constraint) {
        Constraint before = statement.before().constraints().get(constraint.oid());
        return before != null
                && !before.validated()
                && statement.existed(constraint.table())
                && !migration.before().constraints().containsKey(constraint.oid());
    }
}
