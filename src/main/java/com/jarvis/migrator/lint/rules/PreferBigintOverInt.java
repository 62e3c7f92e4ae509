package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** An integer key ends at 2,147,483,647; after that, every INSERT fails. */
final class PreferBigintOverInt extends Rule {

    PreferBigintOverInt() {
        super(
                "prefer-bigint-over-int",
                Severity.WARNING,
                "A numbered key is an integer or smallint, which can run out of numbers.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return NewColumns.of(migration)
                .filter(c -> c.column().type().matches("integer|smallint")
                        && (c.column().isNumbered() || c.inPrimaryKey()))
                .map(c -> finding(
                        migration,
                        c.statement(),
                        c.table(),
                        c.column().name(),
                        "Column %s.%s numbers rows as %s: when the numbers run out, every INSERT fails."
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type()),
                        "alter table %s alter column %s type bigint;  -- Long in the entity, before the table has rows"
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type())));
    }
}
