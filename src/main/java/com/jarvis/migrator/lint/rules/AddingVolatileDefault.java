package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** PostgreSQL writes a volatile default into every existing row; for a constant or now() it only changes the catalog. */
final class AddingVolatileDefault extends Rule {

    AddingVolatileDefault() {
        super(
                "adding-field-with-default",
                Severity.ERROR,
                "A new column has a volatile default, so PostgreSQL rewrites the existing table.");
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
                        Default %s of the new column %s.%s is volatile, so PostgreSQL rewrites the whole table under an \
                        ACCESS EXCLUSIVE lock, which blocks reads and writes.
                        """.formatted(
                                        c.after().defaultValue(),
                                        c.table().name(),
                                        c.after().name()),
                        Snippet.orOnline("""
                                In this migration, for new rows:
                                  alter table %1$s add column %2$s %3$s;
                                  alter table %1$s alter column %2$s set default %4$s;
                                Then fill existing rows in batches.
                                """.formatted(
                                        c.table().name(),
                                        c.after().name(),
                                        c.after().type(),
                                        c.after().defaultValue())))));
    }

    /** Of several columns that are added at once, only those whose default calls a function can be the reason. */
    static boolean isVolatile(ColumnChange change) {
        return change.after().defaultValue() != null
                && change.after().defaultValue().contains("(")
                && change.after().generated().isEmpty()
                && !change.after().isNumbered();
    }
}
