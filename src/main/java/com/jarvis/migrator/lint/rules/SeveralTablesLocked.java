package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A transaction that locks two tables holds the first lock while it waits for the users of the second table. */
final class SeveralTablesLocked extends Rule {

    private static final int NAMED = 5;

    SeveralTablesLocked() {
        super(
                "several-tables-locked",
                Severity.WARNING,
                "One transaction locks several existing tables against reads: it waits for all their users and can deadlock.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        if (!migration.source().inTransaction()) {
            return Stream.empty();
        }
        Set<Table> tables = new LinkedHashSet<>();
        long statements = migration.statements().stream()
                .filter(s -> tables.addAll(locked(s)))
                .count();
        if (statements < 2) {
            return Stream.empty();
        }
        String names = Printable.first(NAMED, tables.stream().map(Table::name).toList());
        return Stream.of(finding(
                migration, null, null, null, """
                        Locks %s against reads and writes in one transaction: it holds the first lock while it waits for the \
                        next, and deadlocks with a client that uses the tables in another order.
                        """.formatted(names), "Write one migration for each of " + names + "."));
    }

    private static List<Table> locked(TracedStatement statement) {
        return statement.taken().entrySet().stream()
                .filter(e -> e.getValue().contains(LockMode.ACCESS_EXCLUSIVE))
                .map(e -> statement.start().table(e.getKey()))
                .toList();
    }
}
