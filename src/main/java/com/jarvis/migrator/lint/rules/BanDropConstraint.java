package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** Without the constraint, rows that violate it can be inserted, and then it cannot be added again. */
final class BanDropConstraint extends Rule {

    BanDropConstraint() {
        super(
                "ban-drop-constraint",
                Severity.WARNING,
                "A constraint of an existing table is dropped and not replaced.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.removed(Snapshot::constraints)
                .filter(c -> !c.type().equals("n") && s.start().constraints().containsKey(c.oid()))
                .filter(c -> guarded(migration, s, c))
                .map(c -> finding(
                        migration,
                        s,
                        s.table(c.table()),
                        null,
                        """
                        Drops constraint %s of %s, %s: rows that violate it can be inserted, and then it cannot be added \
                        again.
                        """.formatted(c.name(), s.table(c.table()).name(), c.definition()),
                        """
                        Replace it by another constraint, or say in the migration why it is not needed:
                          # lint:ignore ban-drop-constraint <reason>
                        """)));
    }

    /** Whether it is the CHECK of a column that says no more than the column's NOT NULL. */
    private static boolean isNotNullOf(Constraint constraint, Table table) {
        return constraint.columns().size() == 1
                && table.column(constraint.columns().get(0))
                        .filter(column -> column.notNull()
                                && ("(" + column.name() + " IS NOT NULL)").equals(constraint.expression()))
                        .isPresent();
    }

    /** Whether its table and columns remain, and no constraint of its kind covers the same columns. */
    private static boolean guarded(TracedMigration migration, TracedStatement statement, Constraint constraint) {
        Table table = migration.after().tables().get(constraint.table());
        return table != null
                && constraint.columns().stream().allMatch(n -> table.column(n).isPresent())
                && !isNotNullOf(constraint, table)
                && (constraint.referenced() == 0 || statement.after().tables().containsKey(constraint.referenced()))
                && migration.after().constraints().values().stream()
                        .noneMatch(c -> c.table() == constraint.table()
                                && c.type().equals(constraint.type())
                                && c.columns().equals(constraint.columns()));
    }
}
