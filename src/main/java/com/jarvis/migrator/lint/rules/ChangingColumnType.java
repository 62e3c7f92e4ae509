package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.advice.ExpandAndContract;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** ALTER COLUMN TYPE writes the table or its indexes anew, but for the widenings that PostgreSQL does in the catalog. */
final class ChangingColumnType extends Rule {

    ChangingColumnType() {
        super(
                "changing-column-type",
                Severity.ERROR,
                "A change of type writes an existing table or its indexes anew: reads and writes wait meanwhile.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !c.before().type().equals(c.after().type()))
                .filter(c -> !cost(s, c).isEmpty())
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        """
                        Changing %s.%s from %s to %s %s under an ACCESS EXCLUSIVE lock: reads and writes wait meanwhile.
                        """.formatted(
                                        c.table().name(),
                                        c.after().name(),
                                        c.before().type(),
                                        c.after().type(),
                                        cost(s, c)),
                        Snippet.expandAndContract(ExpandAndContract.ofType(
                                c.table().name(),
                                c.after().name(),
                                c.after().name() + "::" + c.after().type())))));
    }

    private static String cost(TracedStatement statement, ColumnChange change) {
        long table = change.table().oid();
        if (statement.rewrote(table)) {
            return "writes the whole table anew";
        }
        if (statement.rebuiltIndexes().anyMatch(i -> i.table() == table)) {
            return "builds its indexes anew";
        }
        return statement.scanned(table) && !readsForAnother(statement, table) ? "reads every row" : "";
    }

    /** Whether the same statement does something else that reads the table. */
    private static boolean readsForAnother(TracedStatement statement, long table) {
        return Stream.of("c", "f")
                        .flatMap(statement::addedConstraints)
                        .anyMatch(c -> c.table() == table && c.validated())
                || statement.addedIndexes().anyMatch(i -> i.table() == table)
                || statement
                        .alteredColumns()
                        .anyMatch(c -> c.table().oid() == table
                                && !c.before().notNull()
                                && c.after().notNull());
    }
}
