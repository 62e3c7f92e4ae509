package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** TRUNCATE … CASCADE also empties every table that refers to the named one, directly or indirectly. */
final class BanTruncateCascade extends Rule {

    BanTruncateCascade() {
        super(
                "ban-truncate-cascade",
                Severity.ERROR,
                "TRUNCATE … CASCADE empties existing tables that it does not name.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.start().tables().values().stream()
                .filter(t -> Truncated.truncated(s, t.oid()) && s.code().contain("truncate") && !isNamed(s, t))
                .map(t -> finding(
                        migration,
                        s,
                        t,
                        null,
                        "Empties %s, which the statement does not name, because of CASCADE.".formatted(t.name()),
                        "Name every table to empty, without CASCADE:\n  truncate …, %s;".formatted(t.name()))));
    }

    /** By itself or as a part of a partitioned table. */
    private static boolean isNamed(TracedStatement statement, Table table) {
        return Stream.concat(Stream.of(table), statement.start().wholesOf(table))
                .anyMatch(named -> statement.code().mentions(named.localName()));
    }
}
