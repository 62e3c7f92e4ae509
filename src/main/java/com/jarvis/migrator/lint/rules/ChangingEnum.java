package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.Snapshot.EnumType;
import com.jarvis.migrator.lint.TracedMigration;
import com.jarvis.migrator.lint.TracedStatement;
import java.util.Collection;
import java.util.stream.Stream;

/** Code that is running knows the old names of an enum's values and goes on to read and write them. */
final class ChangingEnum extends Rule {

    ChangingEnum() {
        super("changing-enum-value", Severity.ERROR, "A value of an enum type is removed or renamed: running code still writes it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.start().enums().values().stream()
                .filter(e -> s.before().enums().containsKey(e.oid()))
                .flatMap(e -> gone(s, s.before().enums().get(e.oid())).map(label -> finding(
                        migration,
                        s,
                        null,
                        null,
                        "Value '%s' of enum %s is gone; code that is running still writes it, and fails."
                                .formatted(label, e.name()),
                        """
                        Add the new value and leave the old one:
                          alter type %s add value '…';
                        When no code writes '%s', update the rows that have it.
                        """
                                .formatted(e.name(), label)))));
    }

    /** The labels that the type, or the one that took its name, has no more. */
    private static Stream<String> gone(TracedStatement statement, EnumType old) {
        Collection<String> left = statement.after().enums().values().stream()
                .filter(e -> e.oid() == old.oid() || e.name().equals(old.name()))
                .flatMap(e -> e.labels().values().stream())
                .toList();
        boolean renamed = statement.after().enums().containsKey(old.oid())
                && !statement.after().enums().get(old.oid()).name().equals(old.name());
        return renamed && left.containsAll(old.labels().values())
                ? Stream.empty()
                : old.labels().values().stream().filter(label -> !left.contains(label));
    }
}
