package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.sql.Identifiers;
import java.util.Set;
import java.util.stream.Stream;

/** Without an index, every DELETE or key UPDATE of a referenced row reads the whole referencing table. */
final class ForeignKeyWithoutIndex extends Rule {

    ForeignKeyWithoutIndex() {
        super("foreign-key-without-index", Severity.WARNING, "No index starts with the columns of a new foreign key.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.added(Snapshot::constraints)
                .filter(c -> c.type().equals("f"))
                .filter(c -> migration.after().constraints().containsKey(c.oid()))
                .filter(c -> !isIndexed(migration.after(), c) && lacksIndexAtTheEnd(migration, c))
                .map(c -> {
                    String table = migration.after().table(c.table()).name();
                    String columns = migration.after().columnNames(c.table(), c.columns());
                    String index = Identifiers.indexName(word(table), word(columns));
                    return finding(
                            migration,
                            s,
                            migration.after().table(c.table()),
                            columns,
                            """
                            Foreign key %s has no index on %s (%s): each DELETE of a referenced row reads the whole table %s.
                            """.formatted(c.name(), table, columns, table),
                            Snippet.outsideTransaction(
                                            migration,
                                            "create index concurrently %s on %s (%s)".formatted(index, table, columns),
                                            Snippet.dropConcurrently(index))
                                    + Snippet.indexInMapping(index, columns));
                }));
    }

    /** Whether no later pending migration builds the index or drops the key. */
    private static boolean lacksIndexAtTheEnd(TracedMigration migration, Constraint key) {
        Snapshot end = migration.end();
        return end.table(migration.after().table(key.table()).name()).stream()
                .flatMap(end::constraintsOf)
                .anyMatch(c -> c.name().equals(key.name()) && !isIndexed(end, c));
    }

    private static String word(String names) {
        return names.replaceAll("\\W+", "_");
    }

    private static boolean isIndexed(Snapshot catalog, Constraint key) {
        return catalog.indexes().values().stream()
                .filter(i -> i.table() == key.table()
                        && i.columns().size() >= key.columns().size()
                        && !i.partial())
                .anyMatch(i ->
                        Set.copyOf(i.columns().subList(0, key.columns().size())).equals(Set.copyOf(key.columns())));
    }
}
