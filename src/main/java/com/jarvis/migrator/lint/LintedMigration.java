package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.List;

/**
 * A migration and its findings.
 *
 * @param findings those that the migration does not suppress, most severe first
 */
public record LintedMigration(TracedMigration migration, List<Finding> findings) {

    /** What messages call the migration. */
    public String revision() {
        return migration.source().revision();
    }

    /** The report for a terminal, ending in a line break. */
    public String report() {
        return LintReport.of(migration, findings);
    }
}
