package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** Raising the limit of a varchar needs a migration each time; text has none. */
final class PreferTextField extends Rule {

    PreferTextField() {
        super(
                "prefer-text-field",
                Severity.NOTE,
                "A column is varchar(n): changing its limit takes an ACCESS EXCLUSIVE lock.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return NewColumns.of(migration)
                .filter(c -> c.column().type().startsWith("character varying("))
                .map(c -> finding(
                        migration,
                        c.statement(),
                        c.table(),
                        c.column().name(),
                        """
                        Column %s.%s is %s: raising the limit later takes an ACCESS EXCLUSIVE lock, lowering it rewrites the \
                        table.
                        """.formatted(
                                c.table().name(), c.column().name(), c.column().type()),
                        "alter table %1$s alter column %2$s type text;  -- and a CHECK on length(%2$s) if there must be a limit"
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type())));
    }
}
