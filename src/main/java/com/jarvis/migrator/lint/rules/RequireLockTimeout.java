package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.stream.Stream;

/** While a lock request waits, all later requests wait behind it; only lock_timeout ends that. */
final class RequireLockTimeout extends Rule {

    RequireLockTimeout() {
        super(
                "require-lock-timeout",
                Severity.WARNING,
                "A blocking lock is requested without lock_timeout: while it waits, everyone waits behind it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .filter(s -> s.lockTimeout() == 0)
                .flatMap(s -> s.taken().entrySet().stream()
                        .filter(e -> e.getValue().stream().anyMatch(LockMode::blocksWrites))
                        .limit(1)
                        .map(e -> finding(migration, s, e.getKey())))
                .limit(1);
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, long table) {
        return finding(
                migration,
                statement,
                statement.table(table),
                null,
                """
                Requests %s on %s without lock_timeout: behind one long query it waits without limit, and every \
                later query on %s waits behind it.
                """.formatted(
                                statement.strongest(table),
                                statement.table(table).name(),
                                statement.table(table).name()),
                "As its first statement:\n  set local lock_timeout = '5s';");
    }
}
