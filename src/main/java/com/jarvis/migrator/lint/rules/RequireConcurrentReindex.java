package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
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
        return migration.statements().stream()
                .filter(s -> s.inTransaction() && s.code().startWith("reindex"))
                .flatMap(s -> s.rebuiltIndexes()
                        .map(i -> finding(
                                migration,
                                s,
                                s.table(i.table()),
                                null,
                                "Rebuilds index %s of %s under a lock that blocks writes, and queries that use the index."
                                        .formatted(i.name(), s.table(i.table()).name()),
                                Snippet.outsideTransaction(
                                        migration, "reindex index concurrently " + i.name(), "select 1"))));
    }
}
