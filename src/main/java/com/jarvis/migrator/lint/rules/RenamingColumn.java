package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.advice.ExpandAndContract;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.sql.Identifiers;
import java.util.stream.Stream;

/** Old code uses the old name, new code the new one, and during a deployment both run. */
final class RenamingColumn extends Rule {

    RenamingColumn() {
        super(
                "renaming-column",
                Severity.ERROR,
                "A column of an existing table is renamed: running code does not find it.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.alteredColumns()
                .filter(c -> !c.before().name().equals(c.after().name()))
                .filter(c -> s.original(c.table().oid(), c.before().number()) != null)
                .map(c -> finding(
                        migration,
                        s,
                        c.table(),
                        c.before().name(),
                        "Renames %s.%s to %s; running code that uses it fails."
                                .formatted(
                                        c.table().name(),
                                        c.before().name(),
                                        c.after().name()),
                        """
                        Keep the name in the database and map it: @Column(name = "%1$s"). Or:
                        %2$s
                        """.formatted(
                                        Identifiers.unquote(c.before().name()),
                                        Snippet.expandAndContract(ExpandAndContract.ofRename(
                                                c.table().name(),
                                                c.before().name(),
                                                c.after().name()))))));
    }
}
