package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
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
                .filter(s -> s.inTransaction() && s.code().contain("detach", "partition"))
                .flatMap(s -> s.start().tables().values().stream()
                        .filter(t -> t.kind().equals("p") && s.holds(t.oid(), LockMode.ACCESS_EXCLUSIVE))
                        .map(t -> finding(
                                migration,
                                s,
                                t,
                                null,
                                """
                                Detaches a partition of %s under an ACCESS EXCLUSIVE lock on the whole table, which blocks reads and \
                                writes.
                                """.formatted(t.name()),
                                Snippet.outsideTransaction(
                                        migration,
                                        s.sql().strip() + " concurrently",
                                        "alter table %s attach partition …".formatted(t.name())))));
    }
}
