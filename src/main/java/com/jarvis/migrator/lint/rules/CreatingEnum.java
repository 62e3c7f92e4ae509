package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A value can be added to an enum type but not removed, and a column cannot leave the type without a rewrite. */
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
                        "Creates enum type %s: values can be added to it later, but not removed.".formatted(e.name()),
                        """
                        @Enumerated(EnumType.STRING) without a native type gives a varchar column with a CHECK, which can be \
                        changed in both directions.
                        """)));
    }
}
