package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Set;
import java.util.stream.Stream;

/** Entities map views, generators call sequences, queries call functions and name types. */
final class BanDropObject extends Rule {

    private static final Set<String> PARTS = Set.of("column", "attribute");
    private static final Set<String> OBJECTS =
            Set.of("view", "materialized view", "sequence", "function", "procedure", "aggregate", "type");

    BanDropObject() {
        super(
                "ban-drop-object",
                Severity.ERROR,
                "An existing view, sequence, function or type, or a part of one, is dropped or renamed: running code that uses it fails.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.clients().lost().stream()
                .filter(part -> OBJECTS.contains(part.kind())
                        || PARTS.contains(part.kind()) && ClientParts.hasRelation(migration, part))
                .filter(part -> migration.after().table(part.name()).isEmpty())
                .filter(part ->
                        !ClientParts.isRenamed(migration, part.relation().isEmpty() ? part.name() : part.relation()))
                .map(part -> finding(
                        migration,
                        ClientParts.statement(migration, part),
                        null,
                        null,
                        "After this migration there is no %s; running code that uses it fails.".formatted(part.label()),
                        """
                        First deploy code that does not use it, then run this migration. What takes its place has to exist before: create \
                        it in an earlier migration.
                        """));
    }
}
