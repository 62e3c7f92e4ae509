package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.sql.Identifiers;
import java.util.stream.Stream;

/** Code that still uses a table fails as soon as it is dropped, and its rows are lost. */
final class BanDropTable extends Rule {

    private static final String RETIRED = "_unused";

    BanDropTable() {
        super(
                "ban-drop-table",
                Severity.ERROR,
                "An existing table is dropped: running code that uses it fails, and its rows are lost.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.removed(Snapshot::tables)
                .filter(t -> s.existed(t.oid()) && t.isTable() && !isRetired(t))
                .map(t -> finding(
                        migration,
                        s,
                        t,
                        null,
                        "Drops table %s with all its rows; running code that uses it fails.".formatted(t.name()),
                        """
                        1. Deploy code that does not use %1$s.
                        2. Rename the table and wait, because a rename can be undone:
                             alter table %1$s rename to %2$s;
                        3. drop table %2$s;
                        """.formatted(t.name(), Identifiers.quote(Identifiers.withSuffix(t.localName(), RETIRED))))));
    }

    /** Whether it has the name that the advice gives to a table that no code uses. */
    static boolean isRetired(Table table) {
        return table.localName().endsWith(RETIRED);
    }
}
