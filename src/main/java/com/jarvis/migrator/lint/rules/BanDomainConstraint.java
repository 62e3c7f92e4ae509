package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Domain;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.function.ToIntFunction;
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
                .filter(d -> d.validated() > before(s, d, Domain::validated))
                .map(d -> d.constraints() > before(s, d, Domain::constraints)
                        ? finding(
                                migration,
                                s,
                                null,
                                null,
                                """
                                Domain %s gets a constraint: adding or changing one locks and reads every table that uses the \
                                domain.
                                """.formatted(d.name()),
                                "Put the CHECK on the columns that need it, NOT VALID, and validate it later.")
                        : finding(migration, s, null, null, """
                                Validates a constraint of domain %s: every table that uses the domain is read, and writes to all of \
                                them are blocked meanwhile.
                                """.formatted(d.name()), """
                                A CHECK on the columns that need it can be validated for one table after the other, while rows are \
                                written.
                                """)));
    }

    private static int before(TracedStatement statement, Domain domain, ToIntFunction<Domain> number) {
        Domain before = statement.before().domains().get(domain.oid());
        return before == null ? 0 : number.applyAsInt(before);
    }
}
