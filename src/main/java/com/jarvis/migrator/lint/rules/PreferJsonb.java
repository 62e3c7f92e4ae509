package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** json is text that is parsed again by every query, and has no equality. */
final class PreferJsonb extends Rule {

    PreferJsonb() {
        super(
                "prefer-jsonb",
                Severity.WARNING,
                "A column is json rather than jsonb: SELECT DISTINCT and GROUP BY over it fail.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return NewColumns.of(migration)
                .filter(c -> c.column().type().equals("json"))
                .map(c -> finding(
                        migration,
                        c.statement(),
                        c.table(),
                        c.column().name(),
                        "Column %s.%s is json, which has no equality: SELECT DISTINCT, GROUP BY and UNION over it fail."
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type()),
                        "alter table %s alter column %s type jsonb;  -- @Column(columnDefinition = \"jsonb\") in the entity"
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type())));
    }
}
