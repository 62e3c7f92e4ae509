package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.advice.ExpandAndContract;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.ColumnChange;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** ALTER COLUMN TYPE rewrites the table or rebuilds its indexes, except for the few changes that touch only the catalog. */
final class ChangingColumnType extends Rule {

    ChangingColumnType() {
        super(
                "changing-column-type",
                Severity.ERROR,
                "A change of type rewrites an existing table or rebuilds its indexes, which blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return Stream.concat(changed(migration), computed(migration));
    }

    private Stream<Finding> changed(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !type(c.before()).equals(type(c.after())))
                .filter(c -> !cost(s, c).isEmpty())
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.after().name(),
                        """
                        Changing %s.%s from %s to %s %s under an ACCESS EXCLUSIVE lock, which blocks reads and writes.
                        """.formatted(
                                c.table().name(), c.after().name(), type(c.before()), type(c.after()), cost(s, c)),
                        Snippet.expandAndContract(ExpandAndContract.ofType(
                                c.table().name(),
                                c.after().name(),
                                c.after().name() + "::" + c.after().type())))));
    }

    private Stream<Finding> computed(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.after().tables().values().stream()
                .filter(t -> computesValues(s, t))
                .map(t -> finding(
                        migration, s, t, null, """
                        USING computes other values of the same type, which rewrites the whole table %s under an ACCESS EXCLUSIVE lock, \
                        which blocks reads and writes.
                        """.formatted(t.name()), """
                                Leave the type as it is, and change the values in batches, each in a transaction of its own:
                                %s
                                """.formatted(WholeTableWrite.batch(s, t)))));
    }

    /** Whether ALTER COLUMN … TYPE … USING rewrote the table though no type is another one. */
    static boolean computesValues(TracedStatement statement, Table table) {
        return statement.rewrote(table.oid())
                && !Truncated.truncated(statement, table.oid())
                && statement.code().contain("using")
                && statement.code().contain("type")
                && !statement.code().contain("cluster")
                && statement.columnChanges().noneMatch(c -> c.table().oid() == table.oid());
    }

    /** With the collation, by which indexes are sorted. */
    private static String type(Column column) {
        return column.type() + (column.collation() == null ? "" : " collate " + column.collation());
    }

    private static String cost(TracedStatement statement, ColumnChange change) {
        long table = change.table().oid();
        if (statement.rewrote(table)) {
            return "rewrites the whole table";
        }
        if (statement.rebuiltIndexes().anyMatch(i -> i.table() == table)) {
            return "rebuilds its indexes";
        }
        return statement.scanned(table) && !readsForAnother(statement, table) ? "reads every row" : "";
    }

    /** Whether the statement reads the table for another reason. */
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
