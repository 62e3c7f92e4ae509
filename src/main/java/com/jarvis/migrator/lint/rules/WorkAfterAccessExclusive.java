package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.LockMode;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.Snapshot.Table;
import com.jarvis.migrator.lint.TracedMigration;
import com.jarvis.migrator.lint.TracedStatement;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A lock lasts until the transaction ends, so a short ALTER TABLE blocks for as long as what comes after it takes. */
final class WorkAfterAccessExclusive extends Rule {

    WorkAfterAccessExclusive() {
        super(
                "work-after-access-exclusive",
                Severity.WARNING,
                "A table stays locked against reads while later statements of the transaction read or write rows.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.taken().entrySet().stream()
                .filter(e -> e.getValue().contains(LockMode.ACCESS_EXCLUSIVE))
                .flatMap(e -> later(migration, s, e.getKey()).stream()
                        .map(work -> finding(migration, s, s.table(e.getKey()), work))));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Table table, TracedStatement work) {
        return finding(
                migration,
                statement,
                table,
                null,
                """
                %s stays locked against reads and writes from statement %d until the migration ends, and statement %d \
                reads or writes rows meanwhile: %s
                """.formatted(table.name(), statement.number(), work.number(), work.shortText()),
                "Move statement %d into a migration of its own.".formatted(work.number()));
    }

    private static Optional<TracedStatement> later(TracedMigration migration, TracedStatement statement, long table) {
        Set<Long> alive = statement.after().tables().keySet();
        return alive.contains(table)
                ? migration
                        .laterInTransaction(statement)
                        .filter(WorkAfterAccessExclusive::works)
                        .findFirst()
                : Optional.empty();
    }

    private static boolean works(TracedStatement statement) {
        return statement.activity().values().stream().anyMatch(a -> a.scans() > 0 || a.writes() > 0)
                || statement.addedIndexes().findAny().isPresent();
    }
}
