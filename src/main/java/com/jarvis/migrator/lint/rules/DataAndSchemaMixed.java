package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * While a transaction changes rows, the tables that it has altered stay locked. A statement that prepares rows for what a later one of
 * the same migration checks is not reported: {@code diff} asks for it there.
 */
final class DataAndSchemaMixed extends Rule {

    DataAndSchemaMixed() {
        super(
                "data-and-schema-mixed",
                Severity.WARNING,
                "One migration changes the schema of existing tables and the rows of existing tables.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        if (!migration.source().inTransaction()) {
            return Stream.empty();
        }
        Optional<TracedStatement> schema = migration.statements().stream()
                .filter(s -> s.taken().values().stream().flatMap(Set::stream).anyMatch(LockMode::blocksWrites))
                .filter(s -> s.start().tables().keySet().stream().noneMatch(t -> Truncated.truncated(s, t)))
                .findFirst();
        Optional<TracedStatement> data = migration.statements().stream()
                .filter(s ->
                        s.writesRows() && s.taken().values().stream().anyMatch(m -> m.contains(LockMode.ROW_EXCLUSIVE)))
                .filter(s -> !isPreparation(migration, s))
                .findFirst();
        return schema.isEmpty() || data.isEmpty()
                ? Stream.empty()
                : Stream.of(finding(
                        migration,
                        data.get(),
                        null,
                        null,
                        """
                        Statement %d changes rows and statement %d changes the schema, in one transaction: the locks of both \
                        are held until it ends, and rolling back one undoes the other.
                        """.formatted(data.get().number(), schema.get().number()),
                        "Move statement %d to a migration of its own, %s this one."
                                .formatted(
                                        data.get().number(),
                                        data.get().number() < schema.get().number() ? "before" : "after")));
    }

    private static boolean isPreparation(TracedMigration migration, TracedStatement data) {
        return migration.statements().stream().anyMatch(s -> s.number() > data.number() && needsRowsOf(data, s));
    }

    /** Whether a statement checks rows of a table that the other one writes, so that it would fail on rows not yet changed. */
    private static boolean needsRowsOf(TracedStatement data, TracedStatement statement) {
        Set<Long> written = data.taken().entrySet().stream()
                .filter(lock -> lock.getValue().contains(LockMode.ROW_EXCLUSIVE))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return statement
                        .alteredColumns()
                        .anyMatch(c -> !c.before().notNull()
                                && c.after().notNull()
                                && written.contains(c.table().oid()))
                || statement
                        .validatedConstraints()
                        .anyMatch(c -> written.contains(c.table()) || written.contains(c.referenced()))
                || statement.addedIndexes().anyMatch(i -> i.unique() && written.contains(i.table()));
    }
}
