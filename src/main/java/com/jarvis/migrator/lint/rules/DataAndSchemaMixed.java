package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rows that are copied or filled while a table is locked keep it locked for as long as that takes. */
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
                .filter(s -> s.says("^(with .*)?(insert|update|delete|merge|copy)\\b|^do\\b")
                        && s.taken().values().stream().anyMatch(m -> m.contains(LockMode.ROW_EXCLUSIVE)))
                .findFirst();
        return schema.isEmpty() || data.isEmpty()
                ? Stream.empty()
                : Stream.of(finding(
                        migration,
                        data.get(),
                        null,
                        null,
                        """
                        Statement %d changes rows and statement %d the schema, in one transaction: the locks of both \
                        last until the end, and a rollback of the one undoes the other.
                        """.formatted(data.get().number(), schema.get().number()),
                        "Move statement %d into a migration of its own, after this one."
                                .formatted(data.get().number())));
    }
}
