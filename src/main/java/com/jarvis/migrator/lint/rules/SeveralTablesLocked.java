package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
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
        long oneByOne = 0;
        for (TracedStatement statement : migration.statements()) {
            List<Table> locked = locked(statement);
            oneByOne += tables.containsAll(locked) ? 0 : Math.max(1, named(statement, locked));
            tables.addAll(locked);
        }
        if (oneByOne < 2) {
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
                .sorted(Comparator.comparing(Table::oid)) // pg_locks has no order
                .toList();
    }

    /**
     * How many of the tables the statement locks one after the other: those that LOCK names, that DROP drops or that code changes. One
     * ALTER TABLE also locks the partitions of its table, or the other table of a foreign key.
     */
    private static long named(TracedStatement statement, List<Table> locked) {
        boolean isCode = statement.isCode();
        if (!isCode
                && !statement.code().startWith("drop", "table")
                && !statement.code().startWith("lock")) {
            return 1;
        }
        return locked.stream()
                .filter(t -> locked.stream().noneMatch(whole -> whole.oid() == t.parent()))
                .filter(t -> !statement.after().tables().containsKey(t.oid())
                        || statement.code().contain("lock")
                        || isCode && isChanged(statement, t))
                .count();
    }

    private static boolean isChanged(TracedStatement statement, Table table) {
        return !Objects.equals(
                        statement.before().tables().get(table.oid()),
                        statement.after().tables().get(table.oid()))
                || !statement
                        .before()
                        .indexesOf(table)
                        .toList()
                        .equals(statement.after().indexesOf(table).toList())
                || !statement
                        .before()
                        .constraintsOf(table)
                        .toList()
                        .equals(statement.after().constraintsOf(table).toList());
    }
}
