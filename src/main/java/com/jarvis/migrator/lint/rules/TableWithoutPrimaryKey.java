package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.stream.Stream;

/** Rows without a primary key cannot be told apart, and logical replication cannot update or delete them. */
final class TableWithoutPrimaryKey extends Rule {

    TableWithoutPrimaryKey() {
        super("table-without-primary-key", Severity.WARNING, "A new table has no primary key.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.added(Snapshot::tables)
                .filter(t -> t.isTable())
                .filter(t -> t.parent() == 0) // a partition has what the whole table has
                .flatMap(t -> Stream.ofNullable(migration.after().tables().get(t.oid())))
                .filter(t -> !hasPrimaryKey(migration.after(), t))
                .filter(t ->
                        migration.end().table(t.name()).stream().anyMatch(end -> !hasPrimaryKey(migration.end(), end)))
                .map(t -> finding(migration, s, t, null, """
                        Table %s has no primary key: its rows cannot be told apart, and logical replication cannot update or \
                        delete them.
                        """.formatted(t.name()), """
                        alter table %s add primary key (…);
                        If a collection of an entity maps the table, the collection has to have a key, too, or the next diff drops \
                        that: as a Set, with @Column(nullable = false) for its elements, or as a List with @OrderColumn.
                        """.formatted(t.name()))));
    }

    private static boolean hasPrimaryKey(Snapshot catalog, Table table) {
        return catalog.constraintsOf(table).anyMatch(c -> c.type().equals("p"));
    }
}
