package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** DROP INDEX takes ACCESS EXCLUSIVE on the table; CONCURRENTLY waits for running queries instead. */
final class RequireConcurrentIndexDeletion extends Rule {

    RequireConcurrentIndexDeletion() {
        super(
                "require-concurrent-index-deletion",
                Severity.WARNING,
                "An index of an existing table is dropped without CONCURRENTLY, which blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .filter(TracedStatement::inTransaction)
                .flatMap(s -> s.droppedIndexes()
                        .filter(i -> droppedByItself(s, i))
                        .map(i -> finding(
                                migration,
                                s,
                                s.table(i.table()),
                                null,
                                """
                                Drops index %s of %s under an ACCESS EXCLUSIVE lock: it waits for every running query on %s, and \
                                blocks all later ones meanwhile.
                                """.formatted(
                                                i.name(),
                                                s.table(i.table()).name(),
                                                s.table(i.table()).name()),
                                Partitioned.is(s, i.table())
                                        ? """
                                        PostgreSQL drops no index of a partitioned table concurrently. The drop itself is short; what blocks \
                                        others is its wait for its locks. Run this migration when no long query reads the table.
                                        """
                                        : Snippet.orOnline(Snippet.outsideTransaction(
                                                migration,
                                                Snippet.dropConcurrently(i.name()),
                                                Snippet.concurrently(i.definition()))))));
    }

    /** Whether it was dropped by itself, not together with its table, its constraint or one of its columns. */
    private static boolean droppedByItself(TracedStatement statement, Index index) {
        return statement.after().tables().containsKey(index.table())
                && statement.before().constraints().values().stream().noneMatch(c -> c.index() == index.oid())
                && index.columns().stream()
                        .allMatch(n -> n == 0
                                || statement
                                        .after()
                                        .table(index.table())
                                        .column(n)
                                        .isPresent());
    }
}
