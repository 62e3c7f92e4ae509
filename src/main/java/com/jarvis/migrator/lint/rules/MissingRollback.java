package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** liquibase:rollback stops at a migration without a rollback, and cannot go further back. */
final class MissingRollback extends Rule {

    MissingRollback() {
        super("missing-rollback", Severity.WARNING, "The migration has no rollback.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.rollback().stream()
                .filter(r -> !r.supported())
                .map(r -> finding(
                        migration,
                        null,
                        null,
                        null,
                        "Has no rollback: liquibase:rollback stops here, and cannot go further back.",
                        "%s:\n%s"
                                .formatted(
                                        migration.source().file().endsWith(".sql")
                                                ? "At the end of its changeset"
                                                : "Beside its changes",
                                        ChangeSetText.rollback(
                                                        migration.source().file(), "…")
                                                .indent(2))));
    }
}
