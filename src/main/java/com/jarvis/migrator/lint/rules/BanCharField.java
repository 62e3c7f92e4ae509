package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** char(n) is padded with blanks, which some comparisons ignore and others do not. */
final class BanCharField extends Rule {

    BanCharField() {
        super("ban-char-field", Severity.WARNING, "A column is char(n): its values are padded with blanks.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return NewColumns.of(migration)
                .filter(c -> c.column().type().matches("character\\(.*")
                        && !c.column().type().equals("character(1)"))
                .map(c -> finding(
                        migration,
                        c.statement(),
                        c.table(),
                        c.column().name(),
                        """
                        Column %s.%s is %s: shorter values are padded with blanks, which some comparisons ignore and others \
                        do not.
                        """.formatted(
                                c.table().name(), c.column().name(), c.column().type()),
                        "alter table %s alter column %s type text;"
                                .formatted(
                                        c.table().name(),
                                        c.column().name(),
                                        c.column().type())));
    }
}
