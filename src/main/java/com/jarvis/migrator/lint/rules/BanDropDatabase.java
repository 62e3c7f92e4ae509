package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.Failure;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.stream.Stream;

/** A migration of a database must not drop a database. */
final class BanDropDatabase extends Rule {

    BanDropDatabase() {
        super("ban-drop-database", Severity.ERROR, "A database is dropped.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return Stream.concat(
                        migration.statements().stream().map(TracedStatement::sql),
                        migration.failure().map(Failure::sql).stream())
                .filter(sql -> SqlTokens.of(sql).startWith("drop", "database"))
                .map(sql -> finding(
                        migration,
                        null,
                        null,
                        null,
                        "Drops a whole database: " + sql.strip(),
                        "If that is intended, do it by hand with dropdb."));
    }
}
