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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL cuts a name at 63 bytes and says so in a NOTICE only; two long names can become one. */
final class IdentifierTooLong extends Rule {

    IdentifierTooLong() {
        super(
                "identifier-too-long",
                Severity.WARNING,
                "A name in the migration is longer than 63 bytes, and PostgreSQL cuts it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> NAME.matcher(s.sql())
                .results()
                .map(MatchResult::group)
                .map(name -> name.replace("\"", ""))
                .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES)
                .filter(name -> exists(s, cut(name)))
                .distinct()
                .map(name -> finding(
                        migration,
                        s,
                        null,
                        null,
                        "The name %s is longer than 63 bytes; PostgreSQL cuts it to %s.".formatted(name, cut(name)),
                        "Give it a shorter name.")));
    }

    private static String cut(String name) {
        return new String(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), MAX_BYTES), StandardCharsets.UTF_8);
    }

    /** Names inside strings and comments are none. */
    private static boolean exists(TracedStatement statement, String name) {
        Snapshot after = statement.after();
        return Stream.of(
                        after.tables().values().stream().map(Table::name),
                        after.indexes().values().stream().map(Index::name),
                        after.constraints().values().stream().map(Constraint::name),
                        after.tables().values().stream()
                                .flatMap(t -> t.columns().values().stream().map(Column::name)))
                .flatMap(names -> names)
                .anyMatch(n -> n.replaceAll("^.*\\.|\"", "").equalsIgnoreCase(name));
    }

    private static final int MAX_BYTES = 63;
    private static final Pattern NAME = Pattern.compile("\"[^\"]+\"|\\w+");
}
