package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** The trace shows what code does without rows, if it could not give its tables any. */
final class CodeNeedsRows extends Rule {

    CodeNeedsRows() {
        super(
                "code-needs-rows",
                Severity.WARNING,
                "A DO block or a procedure reads an existing table that is empty on the throw-away server: with rows, it may do other things.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().filter(TracedStatement::isBlock).flatMap(s -> s.taken().keySet().stream()
                .sorted()
                .filter(table ->
                        isOnlyRead(s, table) && !migration.coverage().sampled().contains(table))
                .map(table -> s.start().table(table))
                .filter(table -> table.kind().equals("r"))
                .map(table -> finding(migration, s, table, null, """
                                Reads %s, which is empty on the throw-away server: where it has rows, this code may do something \
                                else, unseen.
                                """.formatted(table.name()), """
                                Write what it does as statements of their own, so that they are checked. Or try the migration on \
                                a copy of the database.
                                """)));
    }

    private static boolean isOnlyRead(TracedStatement statement, long table) {
        LockMode lock = statement.strongest(table);
        return lock == LockMode.ACCESS_SHARE || lock == LockMode.ROW_SHARE;
    }
}
