package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** An exclusion constraint builds its index under ACCESS EXCLUSIVE; PostgreSQL has no other way to add one. */
final class AddingExclusionConstraint extends Rule {

    AddingExclusionConstraint() {
        super(
                "adding-exclusion-constraint",
                Severity.ERROR,
                "An exclusion constraint on an existing table builds its index under a lock that blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .flatMap(s -> s.addedConstraints("x").map(c -> {
                    String table = s.table(c.table()).name();
                    return finding(
                            migration, s, s.table(c.table()), null, """
                                    Builds the index of exclusion constraint %s on %s under an ACCESS EXCLUSIVE lock, which blocks reads \
                                    and writes until every row has been read.
                                    """.formatted(c.name(), table), """
                                            PostgreSQL has no other way to add one. Add it while %1$s is small or not in use, or create a new \
                                            table with it, copy the rows of %1$s in batches, and swap the two names.
                                            """.formatted(
                                            table));
                }));
    }
}
