package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** DETACH PARTITION blocks reads and writes of the partitioned table; CONCURRENTLY does not. */
final class RequireConcurrentPartitionDetach extends Rule {

    RequireConcurrentPartitionDetach() {
        super(
                "require-concurrent-partition-detach",
                Severity.WARNING,
                "A partition is detached without CONCURRENTLY, which blocks reads and writes of the whole table.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .filter(TracedStatement::inTransaction)
                .flatMap(s -> s.after().tables().values().stream()
                        .filter(t -> t.parent() == 0 && s.parentBefore(t) != 0 && s.existed(s.parentBefore(t)))
                        .map(t -> finding(migration, s, t, s.start().table(s.parentBefore(t)))));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Table partition, Table whole) {
        return finding(
                migration,
                statement,
                whole,
                null,
                """
                Detaches a partition of %s under an ACCESS EXCLUSIVE lock on the whole table, which blocks reads and \
                writes.
                """.formatted(whole.name()),
                obstacle(migration, statement, whole)
                        .map("""
                        PostgreSQL %s. The statement itself is short; what blocks others is its wait for its lock. Run this migration when no \
                        long query reads the table.
                        """::formatted)
                        .orElseGet(() -> Snippet.outsideTransaction(
                                migration,
                                "alter table %s detach partition %s concurrently"
                                        .formatted(whole.name(), partition.name()),
                                "alter table %s attach partition …".formatted(whole.name()))));
    }

    /** Why CONCURRENTLY is refused. */
    private static Optional<String> obstacle(TracedMigration migration, TracedStatement statement, Table whole) {
        if (statement.start().tables().values().stream()
                .anyMatch(table -> table.parent() == whole.oid() && table.isDefault())) {
            return Optional.of("detaches no partition concurrently while the table has a DEFAULT partition");
        }
        return migration.live().isAtLeast(14)
                ? Optional.empty()
                : Optional.of("detaches partitions concurrently from 14 on");
    }
}
