package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** ADD CHECK reads every row under ACCESS EXCLUSIVE; NOT VALID leaves that to VALIDATE. */
final class CheckValidated extends Rule {

    CheckValidated() {
        super(
                "constraint-missing-not-valid",
                Severity.ERROR,
                "A CHECK is validated by the statement that adds it, which blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedConstraints("c")
                .filter(c -> c.validated() && s.scanned(c.table()))
                .map(c -> {
                    String table = s.table(c.table()).name();
                    return finding(
                            migration,
                            s,
                            s.table(c.table()),
                            null,
                            """
                            Adds CHECK %s and checks every row of %s in the same statement, under an ACCESS EXCLUSIVE lock, \
                            which blocks reads and writes.
                            """.formatted(c.name(), table),
                            Snippet.orOnline(Snippet.twoSteps(
                                    s,
                                    c,
                                    "alter table %s add constraint %s %s not valid"
                                            .formatted(table, c.name(), c.definition()),
                                    "alter table %s validate constraint %s".formatted(table, c.name()))));
                }));
    }
}
