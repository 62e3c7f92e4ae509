package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.stream.Stream;

/** Liquibase begins and ends the transaction; a COMMIT in between leaves half a migration if the rest fails. */
final class TransactionNesting extends Rule {

    TransactionNesting() {
        super(
                "transaction-nesting",
                Severity.ERROR,
                "A migration has its own BEGIN, COMMIT or ROLLBACK, although Liquibase runs it in a transaction.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .filter(s -> ends(s.code()))
                .map(s -> finding(
                        migration,
                        s,
                        null,
                        null,
                        """
                        Liquibase runs each migration in a transaction and ends it; this statement ends it early, or fails.
                        """,
                        "Remove it. A statement that must run by itself needs runInTransaction: false."));
    }

    /** ROLLBACK TO SAVEPOINT stays in the transaction. */
    private static boolean ends(SqlTokens code) {
        return code.startWith("start", "transaction")
                || Stream.of("begin", "commit", "rollback", "end", "abort").anyMatch(code::startWith)
                        && !code.contain("to");
    }
}
