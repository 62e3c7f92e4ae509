package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.stream.Stream;

/** The migration would fail on existing rows. */
final class ExistingNulls extends Rule {

    ExistingNulls() {
        super(
                "existing-nulls",
                Severity.ERROR,
                "Existing rows have a null in a column that the migration makes NOT NULL.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !c.before().notNull() && c.after().notNull())
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .filter(c -> !ExistingRows.changed(migration, s, c.table().oid()))
                .flatMap(c -> ExistingRows.violating(migration, c.table().oid(), queries(s, c))
                        .map(rows -> finding(
                                migration,
                                s,
                                c.table(),
                                c.after().name(),
                                "SET NOT NULL fails on %1$s of %2$s with a null in %3$s, for example %4$s."
                                        .formatted(
                                                Snippet.rows(rows.count()),
                                                c.table().name(),
                                                c.after().name(),
                                                rows.example()),
                                "Before it, here or in an earlier migration:\n  update %1$s set %2$s = … where %2$s is null;"
                                        .formatted(c.table().name(), c.after().name())))));
    }

    private static ViolationQueries queries(TracedStatement statement, ColumnChange change) {
        long table = change.table().oid();
        String column = statement.original(table, change.before().number()).name();
        return ViolationQueries.where(statement.start().table(table).name(), "t." + column + " is null");
    }
}
