package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.TracedMigration;
import java.util.stream.Stream;

/** The migration is going to fail on the rows that are there. */
final class ExistingValuesTooLarge extends Rule {

    ExistingValuesTooLarge() {
        super(
                "existing-values-do-not-fit",
                Severity.ERROR,
                "Rows of the compared database have values that the new type of a column cannot hold.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !c.before().type().equals(c.after().type()) && !s.says("\\busing\\b"))
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .filter(c -> !ExistingRows.changed(migration, s, c.table().oid()))
                .flatMap(c -> ExistingRows.offenders(
                                migration,
                                c.table().oid(),
                                "not pg_input_is_valid(%s::text, '%s')"
                                        .formatted(
                                                s.original(
                                                                c.table().oid(),
                                                                c.before().number())
                                                        .name(),
                                                c.after().type().replace("'", "''")))
                        .map(rows -> finding(
                                migration,
                                s,
                                c.table(),
                                c.after().name(),
                                "The change of type fails: %1$s of %2$s with a value in %3$s that is no %4$s, for example %5$s."
                                        .formatted(
                                                Snippet.rows(rows.count()),
                                                c.table().name(),
                                                c.after().name(),
                                                c.after().type(),
                                                rows.example()),
                                "To see them:\n  select * from %s where not pg_input_is_valid(%s::text, '%s');"
                                        .formatted(
                                                c.table().name(),
                                                c.after().name(),
                                                c.after().type())))));
    }
}
