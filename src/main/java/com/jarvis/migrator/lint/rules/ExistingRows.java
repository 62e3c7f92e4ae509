package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.trace.LiveRows.ViolatingRows;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Queries on the rows of the live database that a migration is about to change. */
final class ExistingRows {

    private ExistingRows() {}

    /** Whether an earlier statement of the migration writes rows of the table: then its present rows prove nothing. */
    static boolean changed(TracedMigration migration, TracedStatement statement, long table) {
        return migration.statements().stream()
                .filter(s -> s.number() < statement.number())
                .anyMatch(s -> s.held().getOrDefault(table, Set.of()).contains(LockMode.ROW_EXCLUSIVE)
                        || Truncated.truncated(s, table));
    }

    /** The rows of a table that the query counts, if there are any; the example is the primary key of one. */
    static Stream<ViolatingRows> violating(TracedMigration migration, long table, ViolationQueries queries) {
        Snapshot start = migration.start();
        String key = start.constraints().values().stream()
                .filter(c -> c.table() == table && c.type().equals("p"))
                .flatMap(c -> c.columns().stream())
                .map(n -> start.table(table).columns().get(n))
                .map(Column::name)
                .map(name -> "'%s = ' || t.%s::text".formatted(name.replace("'", "''"), name))
                .collect(Collectors.joining(" || ', ' || "));
        return migration.live().violating(queries.countWithExample(key.isEmpty() ? "t::text" : key)).stream();
    }
}
