package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.snapshot.ClientPart;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Optional;

/** Where a migration takes from running code what it uses. */
final class ClientParts {

    private ClientParts() {}

    /** Whether the relation of a part is still there, under its name. */
    static boolean hasRelation(TracedMigration migration, ClientPart part) {
        return migration.after().table(part.relation()).isPresent()
                || migration.clients().after().stream()
                        .anyMatch(other -> other.name().equals(part.relation()));
    }

    /** Whether the relation of that name has another one now, which another rule reports. */
    static boolean isRenamed(TracedMigration migration, String relation) {
        return migration
                .before()
                .table(relation)
                .map(Table::oid)
                .filter(migration.after().tables()::containsKey)
                .isPresent();
    }

    /** The first statement that names it or its relation; otherwise the first one that may drop more than it names; null for none. */
    static TracedStatement statement(TracedMigration migration, ClientPart part) {
        String relation =
                migration.before().table(part.relation()).map(Table::localName).orElse(part.localName());
        return first(migration, part.localName())
                .or(() -> first(migration, relation))
                .or(() -> first(migration, "cascade"))
                .orElse(null);
    }

    private static Optional<TracedStatement> first(TracedMigration migration, String name) {
        return migration.statements().stream()
                .filter(s -> s.code().mentions(name))
                .findFirst();
    }
}
