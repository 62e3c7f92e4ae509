package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** REINDEX keeps writers out of the table and every query off the index; CONCURRENTLY does not. */
final class RequireConcurrentReindex extends Rule {

    RequireConcurrentReindex() {
        super(
                "require-concurrent-reindex",
                Severity.ERROR,
                "REINDEX builds an existing index anew without CONCURRENTLY: writes wait until it is done.");
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
                                "Builds index %s of %s anew under a lock: writes, and queries by that index, wait."
                                        .formatted(i.name(), s.table(i.table()).name()),
                                Snippet.outsideTransaction("reindex index concurrently " + i.name(), "select 1"))));
    }
}
