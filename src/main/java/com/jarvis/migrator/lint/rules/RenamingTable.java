package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Running code does not find a table that has another name or schema. */
final class RenamingTable extends Rule {

    RenamingTable() {
        super(
                "renaming-table",
                Severity.ERROR,
                "An existing table is renamed or moved to another schema: running code does not find it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.after().tables().values().stream()
                .filter(t -> s.existed(t.oid()) && s.before().tables().containsKey(t.oid()))
                .filter(t -> !t.name().equals(s.table(t.oid()).name()))
                .filter(t -> !BanDropTable.isRetired(t) && !isReplaced(migration, s.table(t.oid())))
                .map(t -> finding(
                        migration,
                        s,
                        s.table(t.oid()),
                        null,
                        "Renames %s to %s; running code that uses it fails."
                                .formatted(s.table(t.oid()).name(), t.name()),
                        """
                        A view under the old name, in the same migration, keeps running code working:
                          create view %1$s as select * from %2$s;
                        Drop it when no code uses the old name.
                        """.formatted(s.table(t.oid()).name(), t.name()))));
    }

    /** Whether the same transaction ends with something of the old name that has the old columns, such as a view. */
    private static boolean isReplaced(TracedMigration migration, Table old) {
        List<String> columns = old.columns().values().stream().map(Column::name).toList();
        return migration.source().inTransaction()
                && migration
                        .after()
                        .table(old.name())
                        .filter(now -> now.columns().values().stream()
                                .map(Column::name)
                                .collect(Collectors.toSet())
                                .containsAll(columns))
                        .isPresent();
    }
}
