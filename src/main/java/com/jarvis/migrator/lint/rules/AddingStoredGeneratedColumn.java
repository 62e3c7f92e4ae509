package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** PostgreSQL computes a stored generated column for every existing row; a virtual one (PostgreSQL 18) when it is read. */
final class AddingStoredGeneratedColumn extends Rule {

    AddingStoredGeneratedColumn() {
        super(
                "adding-stored-generated-column",
                Severity.ERROR,
                "A stored generated column is added to an existing table, which PostgreSQL rewrites.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedColumns()
                .filter(c ->
                        c.after().generated().equals("s") && s.rewrote(c.table().oid()))
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        """
                        The stored column %s.%s is computed for every existing row, so PostgreSQL rewrites the whole table \
                        under an ACCESS EXCLUSIVE lock, which blocks reads and writes.
                        """.formatted(c.table().name(), c.after().name()),
                        instead(migration, c))));
    }

    private static String instead(TracedMigration migration, ColumnChange change) {
        if (!migration.live().isAtLeast(18)) {
            return "As a plain column, filled by a trigger in new rows and in batches in existing ones.";
        }
        Column column = change.after();
        return """
                As a column that is computed when it is read:
                  alter table %s add column %s %s generated always as (%s) virtual;
                """.formatted(change.table().name(), column.name(), column.type(), column.defaultValue());
    }
}
