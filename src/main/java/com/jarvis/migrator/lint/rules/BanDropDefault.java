package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** Hibernate leaves columns out of an INSERT that the database fills: identities, and with {@code insertable = false} others. */
final class BanDropDefault extends Rule {

    BanDropDefault() {
        super(
                "ban-drop-default",
                Severity.ERROR,
                "An existing NOT NULL column loses its default or its identity: an INSERT that leaves it out fails.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> fails(c.before(), c.after()))
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .filter(c -> isLeft(migration, c))
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        "Running code that leaves %s out of an INSERT into %s fails: the column is NOT NULL and has no %s any more."
                                .formatted(
                                        c.after().name(),
                                        c.table().name(),
                                        c.before().identity().isEmpty() ? "default" : "identity"),
                        "First deploy code that writes %s.%s itself, then run this migration."
                                .formatted(c.table().name(), c.after().name()))));
    }

    private static boolean fails(Column before, Column after) {
        return before.fillsItself() && !after.fillsItself() && !after.isComputed() && after.notNull();
    }

    /** Whether a later statement of the migration gives it nothing. */
    private static boolean isLeft(TracedMigration migration, ColumnChange change) {
        return migration.after().tables().containsKey(change.table().oid())
                && migration
                        .after()
                        .table(change.table().oid())
                        .column(change.after().number())
                        .filter(column -> !column.fillsItself() && column.notNull())
                        .isPresent();
    }
}
