package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** CREATE INDEX blocks writes while it reads the table; CONCURRENTLY does not. */
final class RequireConcurrentIndexCreation extends Rule {

    RequireConcurrentIndexCreation() {
        super(
                "require-concurrent-index-creation",
                Severity.ERROR,
                "An index is built on an existing table without CONCURRENTLY, which blocks writes until it is built.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedIndexes()
                .filter(i -> s.holds(i.table(), LockMode.SHARE) && !backsConstraint(s, i))
                .filter(i -> s.table(i.table()).isTable()) // only REFRESH writes to a materialized view
                .filter(i -> !Partitioned.isAlone(s, i))
                .map(i -> finding(
                        migration,
                        s,
                        s.table(i.table()),
                        null,
                        """
                        Builds index %s on %s without CONCURRENTLY: writes to %s are blocked until every row has been read.
                        """.formatted(
                                        i.name(),
                                        s.table(i.table()).name(),
                                        s.table(i.table()).name()),
                        Partitioned.is(s, i.table())
                                ? Partitioned.indexSteps(migration, s, i)
                                : Snippet.orOnline(Snippet.outsideTransaction(
                                        migration,
                                        Snippet.concurrently(i.definition()),
                                        Snippet.dropConcurrently(i.name()))))));
    }

    private static boolean backsConstraint(TracedStatement statement, Index index) {
        return statement.after().constraints().values().stream()
                .anyMatch(c -> c.index() == index.oid() && !c.type().equals("f"));
    }
}
