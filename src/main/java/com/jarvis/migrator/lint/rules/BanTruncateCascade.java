package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** TRUNCATE … CASCADE empties every table that refers to the one it names, and theirs. */
final class BanTruncateCascade extends Rule {

    BanTruncateCascade() {
        super("ban-truncate-cascade", Severity.ERROR, "TRUNCATE empties existing tables that it does not name.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.start().tables().values().stream()
                .filter(t -> Truncated.truncated(s, t.oid()) && !s.code().mentions(t.localName()))
                .map(t -> finding(
                        migration,
                        s,
                        t,
                        null,
                        "Empties %s, which it does not name, by way of CASCADE.".formatted(t.name()),
                        "Name every table that is to be emptied, and leave CASCADE out:\n  truncate …, %s;"
                                .formatted(t.name()))));
    }
}
