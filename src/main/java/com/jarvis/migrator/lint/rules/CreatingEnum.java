package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** An enum type can grow, but a value cannot be taken out of it, nor its type changed without a rewrite. */
final class CreatingEnum extends Rule {

    CreatingEnum() {
        super("creating-enum", Severity.NOTE, "An enum type is created: values can be added later but not removed.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.added(Snapshot::enums)
                .filter(e -> s.start().enums().values().stream()
                        .noneMatch(old -> old.name().equals(e.name())))
                .map(e -> finding(
                        migration,
                        s,
                        null,
                        null,
                        "Creates enum type %s: a value can be added to it later, but none removed.".formatted(e.name()),
                        """
                        @Enumerated(EnumType.STRING) without a native type gives a varchar column with a CHECK, which \
                        can be changed either way.
                        """)));
    }
}
