package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.List;

/**
 * A migration and what there is to say about it.
 *
 * @param findings those that the migration does not silence, the gravest first
 */
public record LintedMigration(TracedMigration migration, List<Finding> findings) {

    /** Both for a terminal, ending in a line break. */
    public String report() {
        return LintReport.of(migration, findings);
    }
}
