package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** REINDEX blocks writes to the table, and queries that use the index; CONCURRENTLY does not. */
final class RequireConcurrentReindex extends Rule {

    RequireConcurrentReindex() {
        super(
                "require-concurrent-reindex",
                Severity.ERROR,
                "REINDEX rebuilds an index of an existing table without CONCURRENTLY, which blocks writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.rebuiltIndexes()
                .filter(i -> isReindexed(s, i))
                .map(i -> finding(
                        migration,
                        s,
                        s.table(i.table()),
                        null,
                        "Rebuilds index %s of %s under a lock that blocks writes, and queries that use the index."
                                .formatted(i.name(), s.table(i.table()).name()),
                        Snippet.outsideTransaction(migration, "reindex index concurrently " + i.name(), "select 1"))));
    }

    /** Whether it is the same index in another file, and not because of its table. CONCURRENTLY makes another index of its name. */
    private static boolean isReindexed(TracedStatement statement, Index index) {
        return statement.before().indexes().containsKey(index.oid())
                && !statement.rewrote(index.table())
                && statement
                        .alteredColumns()
                        .noneMatch(c -> c.table().oid() == index.table()
                                && index.columns().contains(c.after().number()));
    }
}
