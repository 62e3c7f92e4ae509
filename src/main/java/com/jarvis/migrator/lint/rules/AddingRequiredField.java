package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** INSERTs of code that does not know the column fail, and on a table with rows ADD COLUMN itself fails. */
final class AddingRequiredField extends Rule {

    AddingRequiredField() {
        super(
                "adding-required-field",
                Severity.ERROR,
                "A NOT NULL column without a default is added to an existing table: running code cannot insert.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedColumns()
                .filter(c -> migration.after().tables().containsKey(c.table().oid()))
                .flatMap(c -> migration
                        .after()
                        .table(c.table().oid())
                        .column(c.after().number())
                        .stream()
                        .filter(end -> end.notNull() && !end.fillsItself())
                        .map(end -> finding(
                                migration,
                                s,
                                c.table(),
                                end.name(),
                                """
                                The new column %s.%s is NOT NULL and has no default: INSERTs of running code fail, and so does the \
                                migration itself if the table has rows.
                                """.formatted(c.table().name(), end.name()),
                                """
                                Give it a default for existing rows:
                                  alter table %1$s add column %2$s %3$s not null default …;
                                Or add it nullable, fill it in batches, and make it NOT NULL when all code fills it.
                                """.formatted(c.table().name(), end.name(), end.type())))));
    }
}
