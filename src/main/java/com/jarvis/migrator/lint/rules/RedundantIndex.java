package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every write updates every index; an index whose columns start another index is updated for nothing. */
final class RedundantIndex extends Rule {

    private static final int BOTH = 3;

    RedundantIndex() {
        super(
                "redundant-index",
                Severity.WARNING,
                "A new index has the columns that another index of the table starts with.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.added(Snapshot::indexes)
                .filter(i -> migration.after().indexes().containsKey(i.oid()))
                .flatMap(i -> migration.after().indexes().values().stream()
                        .filter(other -> other.oid() != i.oid())
                        .flatMap(other -> redundant(i, other)
                                ? Stream.of(List.of(i, other))
                                : redundant(other, i) ? Stream.of(List.of(other, i)) : Stream.empty())
                        .filter(pair -> bothStay(migration, pair.get(0), pair.get(1)))
                        .map(pair -> finding(migration, s, pair.get(0), pair.get(1)))
                        .limit(1)));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Index index, Index other) {
        Snapshot after = migration.after();
        return finding(
                migration,
                statement,
                after.table(index.table()),
                after.columnNames(index.table(), index.columns()),
                "Index %s of %s is redundant; %s has the same columns first: %s."
                        .formatted(index.name(), after.table(index.table()).name(), other.name(), other.definition()),
                migration.before().indexes().containsKey(index.oid())
                        ? Snippet.outsideTransaction(
                                        migration,
                                        Snippet.dropConcurrently(index.name()),
                                        Snippet.concurrently(index.definition()))
                                + "If an entity has its @Index, remove that, too, or the next diff creates it again."
                        : "Leave %s out, and its @Index if an entity has that.".formatted(index.name()));
    }

    /** Whether no later pending migration drops one of them. */
    private static boolean bothStay(TracedMigration migration, Index index, Index other) {
        Snapshot end = migration.end();
        return end.table(migration.after().table(index.table()).name())
                .map(table -> end.indexesOf(table).map(Index::name).collect(Collectors.toSet()))
                .filter(names -> names.containsAll(Set.of(index.name(), other.name())))
                .isPresent();
    }

    /** Whether the other one starts with its columns, and it enforces nothing that the other one does not. */
    private static boolean redundant(Index index, Index other) {
        int size = index.keys().size();
        return index.table() == other.table()
                && index.plain()
                && other.plain()
                && other.keys().size() >= size
                && other.keys().subList(0, size).equals(index.keys())
                && sameOrder(index.options(), other.options())
                && (!index.unique() || other.unique() && other.keys().size() == size);
    }

    /** PostgreSQL also reads an index backwards, which inverts both the order and the place of nulls. */
    private static boolean sameOrder(List<Integer> options, List<Integer> others) {
        return IntStream.range(0, options.size()).allMatch(i -> options.get(i).equals(others.get(i)))
                || IntStream.range(0, options.size()).allMatch(i -> (options.get(i) ^ others.get(i)) == BOTH);
    }
}
