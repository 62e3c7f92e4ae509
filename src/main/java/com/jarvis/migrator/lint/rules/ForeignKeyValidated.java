package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** ADD FOREIGN KEY checks every row while writes to both tables are blocked; NOT VALID leaves that to VALIDATE. */
final class ForeignKeyValidated extends Rule {

    ForeignKeyValidated() {
        super(
                "adding-foreign-key-constraint",
                Severity.ERROR,
                "A foreign key is validated by the statement that adds it, which blocks writes to both tables.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedConstraints("f")
                .filter(c -> c.validated() && s.scanned(c.table()))
                .map(c -> finding(migration, s, c)));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Constraint key) {
        String table = statement.table(key.table()).name();
        return finding(
                migration,
                statement,
                statement.table(key.table()),
                statement.after().columnNames(key.table(), key.columns()),
                """
                Adds foreign key %s and checks every row of %s in the same statement, which blocks writes to %s and \
                %s.
                """.formatted(
                                key.name(),
                                table,
                                table,
                                statement.table(key.referenced()).name()),
                Partitioned.is(statement, key.table())
                        ? Partitioned.foreignKeySteps(statement, key)
                        : Snippet.orOnline(Snippet.twoSteps(
                                statement,
                                key,
                                "alter table %s add constraint %s %s not valid"
                                        .formatted(table, key.name(), key.definition()),
                                "alter table %s validate constraint %s".formatted(table, key.name()))));
    }
}
