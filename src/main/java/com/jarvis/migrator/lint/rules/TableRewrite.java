package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** All other rewrites of a table: VACUUM FULL, CLUSTER, SET LOGGED, a new column of a domain with a CHECK. */
final class TableRewrite extends Rule {

    TableRewrite() {
        super(
                "prefer-repack",
                Severity.ERROR,
                "VACUUM FULL, CLUSTER, SET LOGGED and the like rewrite an existing table, which blocks reads and writes.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.after().tables().values().stream()
                .filter(t -> s.rewrote(t.oid()) && !explained(s, t) && !Truncated.truncated(s, t.oid()))
                .map(t -> finding(migration, s, t, null, """
                        Rewrites the whole table %s under an ACCESS EXCLUSIVE lock, which blocks reads and writes.
                        """.formatted(t.name()), """
                                pg_repack --table=%s compacts or sorts a table while it is in use. Other rewrites need a maintenance \
                                window.
                                """.formatted(t.name()))));
    }

    /** Whether another rule reports the rewrite with its reason. */
    private static boolean explained(TracedStatement statement, Table table) {
        return statement
                .columnChanges()
                .filter(c -> c.table().oid() == table.oid() && c.after() != null)
                .anyMatch(c -> c.before() != null
                        ? !c.before().type().equals(c.after().type())
                        : c.after().isNumbered()
                                || c.after().generated().equals("s")
                                || AddingVolatileDefault.isVolatile(c));
    }
}
