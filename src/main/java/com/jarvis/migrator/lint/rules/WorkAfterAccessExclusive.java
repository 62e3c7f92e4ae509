package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.Activity;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.List;
import java.util.stream.Stream;

/** A lock lasts until the transaction ends, so a quick ALTER TABLE blocks for as long as the statements after it run. */
final class WorkAfterAccessExclusive extends Rule {

    WorkAfterAccessExclusive() {
        super(
                "work-after-access-exclusive",
                Severity.WARNING,
                "A table stays locked against reads while later statements of the transaction read or write rows.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        List<TracedStatement> work = migration.source().inTransaction()
                ? migration.statements().stream()
                        .filter(WorkAfterAccessExclusive::works)
                        .toList()
                : List.of();
        return migration.statements().stream().flatMap(s -> s.taken().entrySet().stream()
                .filter(e -> e.getValue().contains(LockMode.ACCESS_EXCLUSIVE))
                .filter(e -> s.after().tables().containsKey(e.getKey()))
                .flatMap(e -> work.stream()
                        .filter(later -> later.number() > s.number() || later == s && worksAfterLock(s))
                        .limit(1)
                        .map(later -> finding(migration, s, s.table(e.getKey()), later))));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Table table, TracedStatement work) {
        return finding(
                migration,
                statement,
                table,
                null,
                """
                %s stays locked against reads and writes from statement %d until the migration ends, and %s reads or writes rows \
                in that time: %s
                """.formatted(
                                table.name(),
                                statement.number(),
                                work == statement ? "the same statement" : "statement " + work.number(),
                                work.shortText()),
                work == statement
                        ? "Move what reads or writes rows to a migration of its own."
                        : "Move statement %d to a migration of its own.".formatted(work.number()));
    }

    /** Whether code that takes the lock also writes rows or builds an index. What ALTER TABLE itself reads has other rules. */
    private static boolean worksAfterLock(TracedStatement statement) {
        return statement.isCode()
                && (statement.taken().entrySet().stream()
                                .anyMatch(e -> e.getValue().contains(LockMode.ROW_EXCLUSIVE)
                                        && works(statement.activity().get(e.getKey())))
                        || statement.addedIndexes().anyMatch(i -> statement.after().constraints().values().stream()
                                .noneMatch(c -> c.index() == i.oid())));
    }

    private static boolean works(Activity activity) {
        return activity != null && (activity.scans() > 0 || activity.writes() > 0);
    }

    private static boolean works(TracedStatement statement) {
        return statement.activity().values().stream().anyMatch(WorkAfterAccessExclusive::works)
                || statement.addedIndexes().findAny().isPresent();
    }
}
