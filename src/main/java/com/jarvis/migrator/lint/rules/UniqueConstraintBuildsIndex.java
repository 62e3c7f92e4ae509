package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** ADD UNIQUE builds its index under ACCESS EXCLUSIVE; USING INDEX takes an existing index. */
final class UniqueConstraintBuildsIndex extends Rule {

    UniqueConstraintBuildsIndex() {
        super(
                "disallowed-unique-constraint",
                Severity.ERROR,
                "A unique constraint builds its index under a lock that blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.addedConstraints("u")
                .filter(c -> !s.before().indexes().containsKey(c.index()))
                .filter(c -> !Partitioned.isAlone(s, c))
                .map(c -> finding(migration, s, c)));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Constraint constraint) {
        String table = statement.table(constraint.table()).name();
        String columns = statement.after().columnNames(constraint.table(), constraint.columns());
        return finding(
                migration,
                statement,
                statement.table(constraint.table()),
                columns,
                """
                Builds the index of unique constraint %s (%s) on %s under an ACCESS EXCLUSIVE lock, which blocks \
                reads and writes until every row has been read.
                """.formatted(constraint.name(), columns, table),
                Partitioned.is(statement, constraint.table())
                        ? Partitioned.keySteps(migration, statement, constraint, "unique")
                        : Snippet.orOnline(Snippet.columnsFirst(statement, constraint)
                                + Snippet.indexFirst(migration, statement, constraint, "unique")));
    }
}
