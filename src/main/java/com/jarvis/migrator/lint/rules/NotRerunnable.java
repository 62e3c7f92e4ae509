package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.List;
import java.util.stream.Stream;

/** Without a transaction, the first statement stays applied if the second fails, and cannot run again. */
final class NotRerunnable extends Rule {

    NotRerunnable() {
        super(
                "prefer-robust-stmts",
                Severity.WARNING,
                "A migration without a transaction has several statements that cannot run twice.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        if (migration.source().inTransaction()) {
            return Stream.empty();
        }
        List<TracedStatement> once = migration.statements().stream()
                .filter(s -> !s.before().equals(s.after())
                        && !s.code().contain("if", "exists")
                        && !s.code().contain("if", "not", "exists"))
                .toList();
        return once.size() < 2
                ? Stream.empty()
                : Stream.of(finding(
                        migration,
                        once.get(1),
                        null,
                        null,
                        """
                        Without a transaction, statement %d stays applied if statement %d fails, and the next update then \
                        fails at statement %d.
                        """.formatted(
                                        once.get(0).number(),
                                        once.get(1).number(),
                                        once.get(0).number()),
                        "Put each statement into a migration of its own."));
    }
}
