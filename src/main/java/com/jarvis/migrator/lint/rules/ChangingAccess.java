package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.ClientPart;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Map;
import java.util.stream.Stream;

/** The statements of running code fail for lack of a right, or do something else than before without an error. */
final class ChangingAccess extends Rule {

    private static final Map<String, String> LOST = Map.of(
            "right", "%s is revoked; what running code does with it fails.",
            "trigger", "Trigger %s does not run any more; running code may rely on what it does.");

    private static final Map<String, String> ADDED = Map.of(
            "row security",
            "Row security is on for %s; who does not own the table sees and changes only the rows that a policy allows, without one none.",
            "rule",
            "Rule %s does something else than what running code asks for.",
            "foreign key",
            "Foreign key %s is not enforced any more: its triggers are switched off.");

    ChangingAccess() {
        super(
                "changing-access",
                Severity.WARNING,
                "A right is revoked, a trigger is gone, or row security, a rule or a switched off foreign key changes what statements do.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return Stream.concat(
                migration.clients().lost().stream()
                        .filter(part -> LOST.containsKey(part.kind()) && ClientParts.hasRelation(migration, part))
                        .map(part -> finding(migration, part, LOST)),
                migration.clients().added().stream()
                        .filter(part -> ADDED.containsKey(part.kind()))
                        .filter(part -> migration.start().table(part.relation()).isPresent())
                        .map(part -> finding(migration, part, ADDED)));
    }

    private Finding finding(TracedMigration migration, ClientPart part, Map<String, String> messages) {
        return finding(
                migration,
                ClientParts.statement(migration, part),
                null,
                null,
                messages.get(part.kind()).formatted(part.name()),
                "First deploy code that works with it and without it, then run this migration.");
    }
}
