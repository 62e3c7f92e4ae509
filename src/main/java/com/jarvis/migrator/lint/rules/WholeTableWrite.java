package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.Set;
import java.util.stream.Stream;

/** One UPDATE or DELETE of a whole table locks every row it changes until the transaction ends, and an UPDATE doubles the table. */
final class WholeTableWrite extends Rule {

    WholeTableWrite() {
        super(
                "whole-table-write",
                Severity.WARNING,
                "An UPDATE or DELETE reads a whole existing table in one statement, or TRUNCATE empties it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.start().tables().values().stream()
                .filter(t -> s.after().tables().containsKey(t.oid()))
                .filter(t -> Truncated.truncated(s, t.oid()) || writesAll(s, t))
                .map(t -> Truncated.truncated(s, t.oid())
                        ? finding(
                                migration,
                                s,
                                t,
                                null,
                                "Empties %s; no rollback restores its rows.".formatted(t.name()),
                                "Keep a copy:\n  create table %s as table %s;"
                                        .formatted(Identifiers.quote(t.localName() + "_before"), t.name()))
                        : finding(migration, s, t, null, """
                                Reads every row of %s in one statement; the rows that it changes stay locked until the migration \
                                ends.
                                """.formatted(t.name()), batches(s, t))));
    }

    private static String batches(TracedStatement statement, Table table) {
        return "In batches, each in a transaction of its own:\n" + batch(statement, table);
    }

    /** One statement that writes some rows. */
    static String batch(TracedStatement statement, Table table) {
        String key = statement.start().constraints().values().stream()
                .filter(c -> c.table() == table.oid() && c.type().equals("p"))
                .map(c -> statement.start().columnNames(table.oid(), c.columns()))
                .findFirst()
                .orElse(table.isPartitioned() ? "tableoid, ctid" : "ctid");
        return "  %1$s where (%2$s) in (select %2$s from %3$s where … limit 10000);"
                .formatted(
                        statement.code().contain("delete", "from")
                                ? "delete from " + table.name()
                                : "update %s set …".formatted(table.name()),
                        key,
                        table.name());
    }

    /** Whether it reads the whole table in order to write it; statements that change constraints or indexes scan for those. */
    private static boolean writesAll(TracedStatement statement, Table table) {
        boolean writes = statement.taken().getOrDefault(table.oid(), Set.of()).contains(LockMode.ROW_EXCLUSIVE)
                || statement.code().contain("update")
                || statement.code().contain("delete", "from")
                || statement.code().contain("merge", "into");
        return writes
                && table.isTable()
                && !Batch.isOne(SqlTokens.of(statement.sql()))
                && statement.scanned(table.oid())
                && statement.holds(table.oid(), LockMode.ROW_EXCLUSIVE)
                && statement.before().constraints().equals(statement.after().constraints())
                && statement.before().indexes().equals(statement.after().indexes());
    }
}
