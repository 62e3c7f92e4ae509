package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.LockMode;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.Snapshot.Table;
import com.jarvis.migrator.lint.TracedMigration;
import com.jarvis.migrator.lint.TracedStatement;
import java.util.Set;
import java.util.stream.Stream;

/** One UPDATE or DELETE of a whole table holds a lock on every row it touches until the end, and doubles the table. */
final class WholeTableWrite extends Rule {

    WholeTableWrite() {
        super("whole-table-write", Severity.WARNING, "An UPDATE or DELETE goes through a whole existing table in one statement, or TRUNCATE empties it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.start().tables().values().stream()
                .filter(t -> s.after().tables().containsKey(t.oid()))
                .filter(t -> Truncated.truncated(s, t.oid()) || writesAll(s, t))
                .map(t -> finding(
                        migration,
                        s,
                        t,
                        null,
                        """
                        %s: %s
                        """
                                .formatted(
                                        Truncated.truncated(s, t.oid())
                                                ? "Empties %s; no rollback brings its rows back".formatted(t.name())
                                                : ("Goes through every row of %s in one statement; the rows it changes"
                                                                + " stay locked until the migration ends")
                                                        .formatted(t.name()),
                                        s.shortText()),
                        """
                        In batches, by the primary key, each in a transaction of its own, with runInTransaction: false:
                          update %1$s set … where id in (select id from %1$s where … limit 10000);
                        """
                                .formatted(t.name()))));
    }

    /** It reads the whole table to write it; statements that change the catalog scan for reasons of their own. */
    private static boolean writesAll(TracedStatement statement, Table table) {
        boolean writes = statement.taken().getOrDefault(table.oid(), Set.of()).contains(LockMode.ROW_EXCLUSIVE)
                || statement.says("\\b(update|delete from|merge into) ");
        return writes
                && statement.scanned(table.oid())
                && statement.holds(table.oid(), LockMode.ROW_EXCLUSIVE)
                && statement.before().constraints().equals(statement.after().constraints())
                && statement.before().indexes().equals(statement.after().indexes());
    }
}
