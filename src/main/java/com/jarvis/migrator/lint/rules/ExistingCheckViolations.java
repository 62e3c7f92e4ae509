package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.stream.Stream;

/** The migration would fail on existing rows. */
final class ExistingCheckViolations extends Rule {

    ExistingCheckViolations() {
        super(
                "existing-check-violations",
                Severity.ERROR,
                "Existing rows violate a CHECK that the migration adds or validates.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.validatedConstraints()
                .filter(c ->
                        c.type().equals("c") && migration.coverage().countable().contains(c))
                .filter(c -> !ExistingRows.changed(migration, s, c.table()))
                .flatMap(c -> ExistingRows.violating(migration, c.table(), queries(s, c))
                        .map(rows -> finding(
                                migration,
                                s,
                                s.table(c.table()),
                                null,
                                "CHECK %3$s fails on %1$s of %2$s, for example %4$s."
                                        .formatted(
                                                Snippet.rows(rows.count()),
                                                s.table(c.table()).name(),
                                                c.name(),
                                                rows.example()),
                                "To see them:\n  %s;".formatted(queries(s, c).list())))));
    }

    private static ViolationQueries queries(TracedStatement statement, Constraint check) {
        return ViolationQueries.ofCheck(statement.start().table(check.table()).name(), "(" + check.expression() + ")");
    }
}
