package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.List;
import java.util.stream.Stream;

/** ADD PRIMARY KEY builds an index under ACCESS EXCLUSIVE, and making its columns NOT NULL reads every row once more. */
final class AddingPrimaryKey extends Rule {

    AddingPrimaryKey() {
        super(
                "adding-primary-key",
                Severity.ERROR,
                "A primary key on an existing table builds its index, or makes columns NOT NULL, under a lock that blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedConstraints("p")
                .filter(c -> !s.before().indexes().containsKey(c.index())
                        || !nullable(s, c).isEmpty())
                .filter(c -> !Partitioned.isAlone(s, c))
                .map(c -> finding(migration, s, c)));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Constraint key) {
        String table = statement.table(key.table()).name();
        String columns = statement.after().columnNames(key.table(), key.columns());
        boolean builds = !statement.before().indexes().containsKey(key.index());
        String work = builds
                ? "builds its index"
                : "makes %s NOT NULL".formatted(String.join(", ", nullable(statement, key)));
        return finding(
                migration,
                statement,
                statement.table(key.table()),
                columns,
                """
                Primary key %s (%s) on %s %s under an ACCESS EXCLUSIVE lock, which blocks reads and writes until \
                every row has been read.
                """.formatted(key.name(), columns, table, work),
                builds
                        ? steps(migration, statement, key, columns)
                        : "Make %s NOT NULL first, as adding-not-nullable-field describes.".formatted(columns));
    }

    private static String steps(TracedMigration migration, TracedStatement statement, Constraint key, String columns) {
        String notNull =
                "Make %s NOT NULL first if it is nullable, as adding-not-nullable-field describes. ".formatted(columns);
        return Partitioned.is(statement, key.table())
                ? notNull + Partitioned.keySteps(migration, statement, key, "primary key")
                : Snippet.orOnline(Snippet.columnsFirst(statement, key)
                        + notNull
                        + Snippet.indexFirst(migration, statement, key, "primary key"));
    }

    private static List<String> nullable(TracedStatement statement, Constraint key) {
        return key.columns().stream()
                .flatMap(n -> statement.before().table(key.table()).column(n).stream())
                .filter(c -> !c.notNull())
                .map(Column::name)
                .toList();
    }
}
