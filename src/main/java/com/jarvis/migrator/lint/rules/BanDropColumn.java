package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Optional;
import java.util.stream.Stream;

/** Hibernate selects every mapped column by name, so old code fails as soon as one is dropped. */
final class BanDropColumn extends Rule {

    BanDropColumn() {
        super(
                "ban-drop-column",
                Severity.ERROR,
                "A column of an existing table is dropped: running code that selects it fails, and its values are lost.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.droppedColumns()
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .filter(c -> !c.before().isComputed() || !isComputedAgain(migration, c))
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.before().name(),
                        "Drops column %s.%s with all its values; running code that selects it fails."
                                .formatted(c.table().name(), c.before().name()),
                        """
                        1. Deploy code that does not map %2$s.
                        2. Drop it in a later migration, with # lint:ignore ban-drop-column and the reason:
                             alter table %1$s drop column %2$s;
                        """.formatted(c.table().name(), c.before().name()))));
    }

    /** Its expression changes in that way: PostgreSQL before 17 has no other. */
    private static boolean isComputedAgain(TracedMigration migration, ColumnChange dropped) {
        return Optional.ofNullable(
                        migration.after().tables().get(dropped.table().oid()))
                .stream()
                .flatMap(table -> table.columns().values().stream())
                .anyMatch(column -> column.isComputed()
                        && column.name().equals(dropped.before().name()));
    }
}
