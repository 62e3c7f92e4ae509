package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A default that differs from row to row has to be written into every row; a constant or now() has not. */
final class AddingVolatileDefault extends Rule {

    AddingVolatileDefault() {
        super(
                "adding-field-with-default",
                Severity.ERROR,
                "A new column's default differs from row to row, so the existing table is written anew.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedColumns()
                .filter(c -> s.rewrote(c.table().oid()) && isVolatile(c))
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        """
                        Default %s of the new column %s.%s differs from row to row, so the whole table is written anew \
                        under an ACCESS EXCLUSIVE lock: reads and writes wait meanwhile.
                        """.formatted(
                                        c.after().defaultValue(),
                                        c.table().name(),
                                        c.after().name()),
                        Snippet.orOnline("""
                        In this migration, for the rows to come:
                          alter table %1$s add column %2$s %3$s;
                          alter table %1$s alter column %2$s set default %4$s;
                        Then fill the old rows in batches.
                        """.formatted(
                                        c.table().name(),
                                        c.after().name(),
                                        c.after().type(),
                                        c.after().defaultValue())))));
    }

    /** Of several columns added at once only those whose default calls something can be the reason. */
    static boolean isVolatile(ColumnChange change) {
        return change.after().defaultValue() != null
                && change.after().defaultValue().contains("(")
                && change.after().generated().isEmpty()
                && !change.after().isNumbered();
    }
}
