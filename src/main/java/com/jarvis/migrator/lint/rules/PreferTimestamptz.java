package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A timestamp without time zone means another moment to every reader with another time zone. */
final class PreferTimestamptz extends Rule {

    PreferTimestamptz() {
        super(
                "prefer-timestamptz",
                Severity.WARNING,
                "A column is a timestamp without time zone: which moment it means depends on the time zone of the reader.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return NewColumns.of(migration)
                .filter(c -> c.column().type().matches("timestamp.* without time zone"))
                .map(c -> finding(
                        migration,
                        c.statement(),
                        c.table(),
                        c.column().name(),
                        "Column %s.%s is %s: which moment it means depends on the time zone of the reader."
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type()),
                        "alter table %s alter column %s type timestamp with time zone;  -- Instant or OffsetDateTime in the entity"
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type())));
    }
}
