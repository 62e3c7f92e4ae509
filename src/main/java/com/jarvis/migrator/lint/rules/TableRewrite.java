package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** Every other way to write a table anew: VACUUM FULL, CLUSTER, SET LOGGED, a column of a domain with a CHECK. */
final class TableRewrite extends Rule {

    TableRewrite() {
        super(
                "prefer-repack",
                Severity.ERROR,
                "VACUUM FULL, CLUSTER, SET LOGGED and the like write an existing table anew under lock.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.after().tables().values().stream()
                .filter(t -> s.rewrote(t.oid()) && !explained(s, t) && !Truncated.truncated(s, t.oid()))
                .map(t -> finding(migration, s, t, null, """
                        The whole table %s is written anew under an ACCESS EXCLUSIVE lock: reads and writes wait \
                        meanwhile.
                        """.formatted(t.name()), """
                        pg_repack --table=%s compacts or sorts a table while it is in use. What else writes it anew \
                        belongs in a maintenance window.
                        """.formatted(t.name()))));
    }

    /** Whether another rule says why. */
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
