package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** PostgreSQL checks the constraint of a domain in every table that uses it, with all of them locked. */
final class BanDomainConstraint extends Rule {

    BanDomainConstraint() {
        super(
                "ban-domain-constraint",
                Severity.WARNING,
                "A domain gets a constraint: every table that uses it is locked and read to check it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.after().domains().values().stream()
                .filter(d -> d.constraints()
                        > (s.before().domains().containsKey(d.oid())
                                ? s.before().domains().get(d.oid()).constraints()
                                : 0))
                .map(d -> finding(
                        migration,
                        s,
                        null,
                        null,
                        """
                        Domain %s gets a constraint: adding or changing one locks and reads every table that uses the \
                        domain.
                        """.formatted(d.name()),
                        "Put the CHECK on the columns that need it, NOT VALID, and validate it later.")));
    }
}
