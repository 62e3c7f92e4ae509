package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** json is text that every query parses again, and it has no equality operator. */
final class PreferJsonb extends Rule {

    PreferJsonb() {
        super(
                "prefer-jsonb",
                Severity.WARNING,
                "A column is json instead of jsonb: SELECT DISTINCT and GROUP BY fail on it.");
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
                        """
                        Column %s.%s is json, which has no equality operator: SELECT DISTINCT, GROUP BY and UNION fail on \
                        it.
                        """.formatted(
                                c.table().name(), c.column().name(), c.column().type()),
                        "alter table %s alter column %s type jsonb;  -- @Column(columnDefinition = \"jsonb\") in the entity"
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type())));
    }
}
