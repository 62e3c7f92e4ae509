package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The migration would fail on existing rows. */
final class ExistingDuplicates extends Rule {

    ExistingDuplicates() {
        super(
                "existing-duplicates",
                Severity.ERROR,
                "Existing rows have equal values where the migration makes them unique.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedIndexes()
                .filter(i -> i.unique() && migration.coverage().countable().contains(i))
                .filter(i -> i.columns().stream().allMatch(n -> n == 0 || s.original(i.table(), n) != null))
                .filter(i -> !ExistingRows.changed(migration, s, i.table()))
                .flatMap(i -> {
                    List<String> columns = columns(s, i);
                    ViolationQueries queries = queries(s, i, columns);
                    return ExistingRows.violating(migration, i.table(), queries)
                            .map(rows -> finding(
                                    migration,
                                    s,
                                    s.table(i.table()),
                                    String.join(", ", columns),
                                    """
                                    Unique index %5$s cannot be built, because %1$s of %2$s have the same %3$s as another row, for \
                                    example %4$s.
                                    """.formatted(
                                                    Snippet.rows(rows.count()),
                                                    s.table(i.table()).name(),
                                                    String.join(", ", columns),
                                                    rows.example(),
                                                    i.name()),
                                    "To see them:\n  %s;".formatted(queries.list())));
                }));
    }

    /** The columns under the names that they have in the live database, and the expressions. */
    private static List<String> columns(TracedStatement statement, Index index) {
        return IntStream.range(0, index.columns().size())
                .mapToObj(i -> index.columns().get(i) == 0
                        ? index.expressions().get(i)
                        : statement
                                .original(index.table(), index.columns().get(i))
                                .name())
                .toList();
    }

    private static ViolationQueries queries(TracedStatement statement, Index index, List<String> columns) {
        String table = statement.start().table(index.table()).name();
        return index.partial() || index.nullsEqual() || index.columns().contains(0)
                ? ViolationQueries.ofUniqueIndex(table, columns, index.predicate(), index.nullsEqual())
                : ViolationQueries.ofUnique(table, columns);
    }
}
