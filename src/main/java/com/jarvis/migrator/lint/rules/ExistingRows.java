package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.LiveRows.ViolatingRows;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Questions to the rows that a migration is going to meet. */
final class ExistingRows {

    private ExistingRows() {}

    /** Whether an earlier statement wrote rows of the table, so that what is there now says nothing of what will be. */
    static boolean changed(TracedMigration migration, TracedStatement statement, long table) {
        return migration.statements().stream()
                .filter(s -> s.number() < statement.number())
                .anyMatch(s -> s.held().getOrDefault(table, Set.of()).contains(LockMode.ROW_EXCLUSIVE)
                        || Truncated.truncated(s, table));
    }

    /** Rows of a table, which the condition calls t, for which it holds; the example is the primary key of one. */
    static Stream<ViolatingRows> violating(TracedMigration migration, long table, String condition) {
        Table start = migration.start().table(table);
        String key = migration.start().constraints().values().stream()
                .filter(c -> c.table() == table && c.type().equals("p"))
                .flatMap(c -> c.columns().stream())
                .map(n -> start.columns().get(n))
                .map(Column::name)
                .map(name -> "'%s = ' || t.%s::text".formatted(name.replace("'", "''"), name))
                .collect(Collectors.joining(" || ', ' || "));
        return migration
                .live()
                .violating("select count(*), min(%s) from %s t where %s"
                        .formatted(key.isEmpty() ? "t::text" : key, start.name(), condition))
                .stream();
    }

    /** Rows beyond the first of each set of equal values; the example is such values. */
    static Stream<ViolatingRows> duplicates(TracedMigration migration, long table, String columns) {
        String filled =
                Stream.of(columns.split(", ")).map(c -> c + " is not null").collect(Collectors.joining(" and "));
        return migration
                .live()
                .violating("""
                        select coalesce(sum(n), 0), min(example)
                        from (select count(*) as n, row(%1$s)::text as example from %2$s where %3$s
                              group by %1$s having count(*) > 1) d
                        """.formatted(columns, migration.start().table(table).name(), filled))
                .stream();
    }
}
