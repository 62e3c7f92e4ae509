package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.EnumType;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Collection;
import java.util.stream.Stream;

/** Running code knows the old names of an enum's values, and keeps reading and writing them. */
final class ChangingEnumValue extends Rule {

    ChangingEnumValue() {
        super(
                "changing-enum-value",
                Severity.ERROR,
                "A value of an enum type is removed or renamed: running code still writes it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .flatMap(s -> s.start().enums().values().stream().flatMap(e -> gone(s, e)
                        .map(label -> finding(
                                migration,
                                s,
                                null,
                                null,
                                "Value '%s' of enum %s is gone; running code that still writes it fails."
                                        .formatted(label, e.name()),
                                """
                                Add the new value and keep the old one:
                                  alter type %s add value '…';
                                When no code writes '%s' any more, update the rows that have it.
                                """.formatted(e.name(), label)))));
    }

    /** Values that the type, or another type that took its name, no longer has; none if the type itself is gone. */
    private static Stream<String> gone(TracedStatement statement, EnumType type) {
        Collection<String> before = labels(statement.before(), type);
        Collection<String> after = labels(statement.after(), type);
        return after.isEmpty()
                ? Stream.empty()
                : type.labels().values().stream().filter(label -> before.contains(label) && !after.contains(label));
    }

    private static Collection<String> labels(Snapshot catalog, EnumType type) {
        return catalog.enums().values().stream()
                .filter(e -> e.oid() == type.oid() || e.name().equals(type.name()))
                .flatMap(e -> e.labels().values().stream())
                .toList();
    }
}
