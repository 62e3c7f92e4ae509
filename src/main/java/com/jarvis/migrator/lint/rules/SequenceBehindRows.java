package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.NextNumber.Sequence;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.List;
import java.util.stream.Stream;

/** A new sequence starts with 1, whatever the rows of the table have already. */
final class SequenceBehindRows extends Rule {

    SequenceBehindRows() {
        super(
                "sequence-behind-rows",
                Severity.ERROR,
                "The sequence of a unique column continues with a number that existing rows have reached.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        if (migration.statements().stream().anyMatch(s -> s.code().contain("setval", "("))) {
            return Stream.empty();
        }
        return migration.numbers().stream()
                .filter(next -> isUnique(migration, next.behind()))
                .flatMap(next -> migration.statements().stream()
                        .filter(next.behind()::isSetBy)
                        .limit(1)
                        .flatMap(s -> finding(
                                migration, s, next.behind(), next.value().toPlainString())));
    }

    private Stream<Finding> finding(
            TracedMigration migration, TracedStatement statement, Sequence sequence, String next) {
        Column numbered = statement.original(sequence.table(), sequence.column());
        if (numbered == null || ExistingRows.changed(migration, statement, sequence.table())) {
            return Stream.empty();
        }
        Table table = migration.start().table(sequence.table());
        String column = numbered.name();
        ViolationQueries queries = ViolationQueries.where(table.name(), "%s >= %s".formatted(column, next));
        return ExistingRows.violating(migration, sequence.table(), queries)
                .map(rows -> finding(
                        migration,
                        statement,
                        table,
                        column,
                        "Sequence %s continues with %s, which %s has reached in %s of %s: INSERTs fail with a duplicate key."
                                .formatted(sequence.name(), next, column, Snippet.rows(rows.count()), table.name()),
                        "After it, in the same migration:\n  select setval('%s', (select max(%s) from %s));"
                                .formatted(sequence.name().replace("'", "''"), column, table.name())));
    }

    private static boolean isUnique(TracedMigration migration, Sequence sequence) {
        return migration.after().indexes().values().stream()
                .anyMatch(i -> i.table() == sequence.table()
                        && i.unique()
                        && !i.partial()
                        && i.columns().equals(List.of(sequence.column())));
    }
}
