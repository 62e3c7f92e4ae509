package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Identifiers;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.stream.Stream;

/** PostgreSQL truncates names to 63 bytes and only issues a NOTICE; two long names can become one. */
final class IdentifierTooLong extends Rule {

    IdentifierTooLong() {
        super(
                "identifier-too-long",
                Severity.WARNING,
                "A name in the migration is longer than 63 bytes, and PostgreSQL truncates it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.code()
                .names()
                .filter(name -> !name.equals(Identifiers.truncate(name)))
                .filter(name -> exists(s, Identifiers.truncate(name)))
                .distinct()
                .map(name -> finding(
                        migration,
                        s,
                        null,
                        null,
                        "The name %s is longer than 63 bytes; PostgreSQL truncates it to %s."
                                .formatted(name, Identifiers.truncate(name)),
                        "Use a shorter name.")));
    }

    /** Not every word in a string is the name of an object. */
    private static boolean exists(TracedStatement statement, String name) {
        Snapshot after = statement.after();
        return Stream.of(
                        after.tables().values().stream().map(Table::name),
                        after.indexes().values().stream().map(Index::name),
                        after.constraints().values().stream().map(Constraint::name),
                        after.tables().values().stream()
                                .flatMap(t -> t.columns().values().stream().map(Column::name)))
                .flatMap(names -> names)
                .anyMatch(n -> SqlTokens.of(n).mentions(name));
    }
}
