package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.Snapshot.Index;
import com.jarvis.migrator.lint.Snapshot;
import com.jarvis.migrator.lint.TracedMigration;
import java.util.stream.Stream;

/** Every index is written with every row; one that another begins with is written for nothing. */
final class RedundantIndex extends Rule {

    RedundantIndex() {
        super("redundant-index", Severity.WARNING, "A new index has the columns that another index of the table begins with.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.added(Snapshot::indexes)
                .filter(i -> migration.after().indexes().containsKey(i.oid()))
                .flatMap(i -> migration.after().indexes().values().stream()
                        .filter(other -> redundant(i, other))
                        .limit(1)
                        .map(other -> finding(
                                migration,
                                s,
                                migration.after().table(i.table()),
                                migration.after().columnNames(i.table(), i.columns()),
                                "Index %s of %s does nothing that %s does not do: %s."
                                        .formatted(
                                                i.name(),
                                                migration.after().table(i.table()).name(),
                                                other.name(),
                                                other.definition()),
                                "Leave it out, or drop the other:\n  drop index concurrently %s;"
                                        .formatted(i.unique() ? other.name() : i.name())))));
    }

    private static boolean redundant(Index index, Index other) {
        boolean begins = other.columns().size() >= index.columns().size()
                && other.columns().subList(0, index.columns().size()).equals(index.columns());
        boolean same = other.columns().equals(index.columns());
        return other.oid() != index.oid()
                && other.table() == index.table()
                && index.plain()
                && other.plain()
                && begins
                && (!index.unique() || same && other.unique())
                && (!same || index.unique() == other.unique() ? other.oid() < index.oid() || !same : other.unique());
    }
}
