package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.List;
import java.util.stream.Stream;

/** Columns of tables, new or existing, that are new or have another type after a migration. */
final class NewColumns {

    private NewColumns() {}

    /** @param statement the first one after which the column has its final type */
    record NewColumn(TracedMigration migration, TracedStatement statement, Table table, Column column) {

        boolean inPrimaryKey() {
            return migration.after().constraints().values().stream()
                    .anyMatch(c -> c.table() == table.oid()
                            && c.type().equals("p")
                            && c.columns().equals(List.of(column.number())));
        }
    }

    static Stream<NewColumn> of(TracedMigration migration) {
        if (migration.statements().isEmpty()) {
            return Stream.empty();
        }
        return migration.after().tables().values().stream()
                .filter(Table::isTable)
                .flatMap(t -> t.columns().values().stream()
                        .filter(c -> !hasType(migration.before(), t, c))
                        .flatMap(c -> migration.statements().stream()
                                .filter(s -> hasType(s.after(), t, c))
                                .limit(1)
                                .map(s -> new NewColumn(migration, s, t, c))));
    }

    private static boolean hasType(Snapshot catalog, Table table, Column column) {
        Table there = catalog.tables().get(table.oid());
        Column old = there == null ? null : there.columns().getOrDefault(column.number(), null);
        return old != null && old.type().equals(column.type()) && (old.isNumbered() || !column.isNumbered());
    }
}
