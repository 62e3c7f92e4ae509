package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** A stored generated column is computed for every row that is there; a virtual one (PostgreSQL 18) is not. */
final class AddingStoredGeneratedColumn extends Rule {

    AddingStoredGeneratedColumn() {
        super(
                "adding-stored-generated-column",
                Severity.ERROR,
                "A stored generated column is added to an existing table, which is written anew.");
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
                        The stored column %s.%s is computed for every row that is there, so the whole table is written \
                        anew under an ACCESS EXCLUSIVE lock: reads and writes wait meanwhile.
                        """.formatted(c.table().name(), c.after().name()),
                        """
                        From PostgreSQL 18 on, computed as it is read:
                          alter table %1$s add column %2$s %3$s generated always as (%4$s) virtual;
                        Before: a plain column, filled by a trigger for new rows and in batches for old ones.
                        """.formatted(
                                        c.table().name(),
                                        c.after().name(),
                                        c.after().type(),
                                        c.after().defaultValue()))));
    }
}
