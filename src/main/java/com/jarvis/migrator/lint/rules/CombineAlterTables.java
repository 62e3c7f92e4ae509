package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Each ALTER TABLE waits for the lock of the table; one with several actions waits once. */
final class CombineAlterTables extends Rule {

    CombineAlterTables() {
        super(
                "combine-alter-tables",
                Severity.NOTE,
                "Several ALTER TABLE statements change one existing table where one would do.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        Map<Table, List<TracedStatement>> alters = new LinkedHashMap<>();
        for (TracedStatement statement : migration.statements()) {
            altered(statement).ifPresent(table -> alters.computeIfAbsent(table, t -> new ArrayList<>())
                    .add(statement));
        }
        return alters.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(e -> finding(
                        migration,
                        e.getValue().get(1),
                        e.getKey(),
                        null,
                        "%d ALTER TABLE statements change %s; if they scan or rewrite it, each one does so again."
                                .formatted(e.getValue().size(), e.getKey().name()),
                        "alter table %s …, …;".formatted(e.getKey().name())));
    }

    /** The existing table that the statement alters in a way that can be combined with others. */
    private static Optional<Table> altered(TracedStatement statement) {
        SqlTokens sql = SqlTokens.of(statement.sql());
        TokenCursor cursor = sql.cursor();
        if (!cursor.take("alter", "table") || standsAlone(sql)) {
            return Optional.empty();
        }
        cursor.take("if", "exists");
        cursor.take("only");
        List<String> name = cursor.takeQualifiedName().stream()
                .flatMap(text -> SqlTokens.of(text).names())
                .toList();
        return statement.start().tables().values().stream()
                .filter(table -> name.contains(table.localName()))
                .filter(table -> name.equals(List.of(table.schema(), table.localName()))
                        || name.equals(SqlTokens.of(table.name()).names().toList()))
                .findFirst();
    }

    /** Actions that PostgreSQL takes only by themselves, or that need a weaker lock by themselves (VALIDATE). */
    private static boolean standsAlone(SqlTokens sql) {
        return sql.contain("rename")
                || sql.contain("set", "schema")
                || sql.contain("validate", "constraint")
                || sql.contain("attach", "partition")
                || sql.contain("detach", "partition");
    }
}
