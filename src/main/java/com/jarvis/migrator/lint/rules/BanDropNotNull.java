package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** Code that has never met a null in the column may fail on the first one. */
final class BanDropNotNull extends Rule {

    BanDropNotNull() {
        super(
                "ban-drop-not-null",
                Severity.WARNING,
                "NOT NULL is dropped from an existing column: code that reads it may not expect nulls.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> c.before().notNull() && !c.after().notNull())
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        "Allows nulls in %s.%s; running code may not expect them."
                                .formatted(c.table().name(), c.after().name()),
                        "First deploy code that handles a null in %s.%s, then run this migration."
                                .formatted(c.table().name(), c.after().name()))));
    }
}
