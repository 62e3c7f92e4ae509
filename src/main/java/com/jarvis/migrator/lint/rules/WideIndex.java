package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** An index of more than three columns is large, and is rarely used beyond the first ones. */
final class WideIndex extends Rule {

    WideIndex() {
        super("wide-index", Severity.NOTE, "A non-unique index has more than three columns.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.added(Snapshot::indexes)
                .filter(i -> !i.unique() && i.columns().size() > 3)
                .map(i -> finding(
                        migration,
                        s,
                        s.table(i.table()),
                        s.after().columnNames(i.table(), i.columns()),
                        """
                        Index %s of %s has %d columns: it is large, slow to update, and rarely used beyond the first ones.
                        """.formatted(
                                i.name(), s.table(i.table()).name(), i.columns().size()),
                        "Keep the most selective columns, at most three.")));
    }
}
