package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.List;
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
                .filter(i -> i.unique() && !i.partial() && !i.columns().contains(0))
                .filter(i -> i.columns().stream().allMatch(n -> s.original(i.table(), n) != null))
                .filter(i -> !ExistingRows.changed(migration, s, i.table()))
                .flatMap(i -> {
                    String columns = s.start().columnNames(i.table(), i.columns());
                    ViolationQueries queries =
                            ViolationQueries.ofUnique(s.start().table(i.table()).name(), List.of(columns.split(", ")));
                    return ExistingRows.violating(migration, i.table(), queries)
                            .map(rows -> finding(
                                    migration,
                                    s,
                                    s.table(i.table()),
                                    columns,
                                    """
                                    Unique index %5$s cannot be built, because %1$s of %2$s have the same %3$s as another row, for \
                                    example %4$s.
                                    """.formatted(
                                                    Snippet.rows(rows.count()),
                                                    s.table(i.table()).name(),
                                                    columns,
                                                    rows.example(),
                                                    i.name()),
                                    "To see them:\n  %s;".formatted(queries.list())));
                }));
    }
}
