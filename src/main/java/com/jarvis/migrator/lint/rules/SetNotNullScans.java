package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Identifiers;
import java.util.stream.Stream;

/** SET NOT NULL reads every row under ACCESS EXCLUSIVE, unless a validated CHECK already proves that no value is null. */
final class SetNotNullScans extends Rule {

    SetNotNullScans() {
        super(
                "adding-not-nullable-field",
                Severity.ERROR,
                "SET NOT NULL reads every row of an existing table under a lock that blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !c.before().notNull()
                        && c.after().notNull()
                        && s.scanned(c.table().oid()))
                .filter(c -> s.addedConstraints("p")
                        .noneMatch(p -> p.table() == c.table().oid()))
                .map(c -> finding(migration, s, c)));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, ColumnChange change) {
        String table = change.table().name();
        String column = change.after().name();
        String check =
                Identifiers.quote(Identifiers.notNullName(change.table().localName(), Identifiers.unquote(column)));
        return finding(
                migration,
                statement,
                change.table(),
                column,
                """
                SET NOT NULL on %s.%s reads every row under an ACCESS EXCLUSIVE lock, which blocks reads and writes.
                """.formatted(table, column),
                Snippet.orOnline("""
                        In this migration:
                          alter table %1$s add constraint %3$s check (%2$s is not null) not valid;
                        In the next one:
                          alter table %1$s validate constraint %3$s;
                        In the one after that, which reads no rows because the CHECK proves it:
                          alter table %1$s alter column %2$s set not null;
                          alter table %1$s drop constraint %3$s;
                        """.formatted(table, column, check)));
    }
}
