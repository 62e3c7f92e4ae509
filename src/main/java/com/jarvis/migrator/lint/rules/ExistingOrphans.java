package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.List;
import java.util.stream.Stream;

/** The migration would fail on existing rows. */
final class ExistingOrphans extends Rule {

    ExistingOrphans() {
        super(
                "existing-orphans",
                Severity.ERROR,
                "Existing rows refer to rows that do not exist, and the migration validates the foreign key.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.validatedConstraints()
                .filter(c -> c.type().equals("f") && s.existed(c.referenced()))
                .filter(c -> !ExistingRows.changed(migration, s, c.table()))
                .flatMap(c -> ExistingRows.violating(migration, c.table(), queries(s, c))
                        .map(rows -> finding(
                                migration,
                                s,
                                s.table(c.table()),
                                s.after().columnNames(c.table(), c.columns()),
                                "Foreign key %5$s fails on %1$s of %2$s without a matching row in %3$s, for example %4$s."
                                        .formatted(
                                                Snippet.rows(rows.count()),
                                                s.table(c.table()).name(),
                                                s.table(c.referenced()).name(),
                                                rows.example(),
                                                c.name()),
                                "To see them:\n  %s;".formatted(queries(s, c).list())))));
    }

    private static ViolationQueries queries(TracedStatement statement, Constraint key) {
        String table = statement.start().table(key.table()).name();
        List<String> columns = names(statement, key.table(), key.columns());
        String referenced = statement.table(key.referenced()).name();
        List<String> referencedColumns = names(statement, key.referenced(), key.referencedColumns());
        return key.matchesFull() && columns.size() > 1
                ? ViolationQueries.ofFullForeignKey(table, columns, referenced, referencedColumns)
                : ViolationQueries.ofForeignKey(table, columns, referenced, referencedColumns);
    }

    private static List<String> names(TracedStatement statement, long table, List<Integer> columns) {
        return columns.stream()
                .map(n -> statement.after().table(table).columns().get(n).name())
                .toList();
    }
}
