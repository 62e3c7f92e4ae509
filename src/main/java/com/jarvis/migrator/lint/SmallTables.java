package com.jarvis.migrator.lint;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TableSize;
import com.jarvis.migrator.lint.trace.TableSizes;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What blocks a table for as long as PostgreSQL processes its rows is only a remark if the live database has few of them.
 *
 * @param limit {@code lint.small}: a table with fewer rows is small
 */
record SmallTables(long limit) {

    /** No table is small. */
    static final SmallTables NONE = new SmallTables(0);

    /** The rules about work that grows with the table. */
    static final Set<String> RULES = Set.of(
            "require-concurrent-index-creation",
            "require-concurrent-reindex",
            "attaching-partition",
            "disallowed-unique-constraint",
            "adding-primary-key",
            "adding-exclusion-constraint",
            "adding-foreign-key-constraint",
            "constraint-missing-not-valid",
            "validate-in-same-transaction",
            "adding-not-nullable-field",
            "changing-column-type",
            "adding-field-with-default",
            "adding-serial-primary-key-field",
            "adding-stored-generated-column",
            "prefer-repack");

    /** @throws MigratorException if the user gave no number */
    static SmallTables of(Map<String, String> given) throws MigratorException {
        String limit = given.getOrDefault("lint.small", "10000").strip();
        if (!limit.matches("\\d{1,12}")) {
            throw new MigratorException("""
                    -Dlint.small=%s is not a number of rows, so nothing was done.
                    Write the number of rows below which a table is small: -Dlint.small=10000""".formatted(limit));
        }
        return new SmallTables(Long.parseLong(limit));
    }

    /** The finding as a note with the size of its table if that is small; otherwise the finding itself. */
    Finding judge(TracedMigration migration, Finding finding) {
        if (limit == 0 || finding.table() == null || !RULES.contains(finding.rule())) {
            return finding;
        }
        Optional<TableSize> small = migration
                .start()
                .table(finding.table())
                .flatMap(migration.live()::size)
                .filter(size -> size.rows() < limit);
        return small.map(size -> finding.as(
                        Severity.NOTE,
                        "%s has %s in %s, fewer than -Dlint.small=%d."
                                .formatted(finding.table(), size, place(migration), limit)))
                .orElse(finding);
    }

    private static String place(TracedMigration migration) {
        return migration.live().sizes().map(TableSizes::file).orElse("your database");
    }

    /** A line about a finding that is a note because its table is small; empty for any other. */
    static Optional<String> remark(Finding finding) {
        return finding.severity() != Severity.NOTE || !RULES.contains(finding.rule())
                ? Optional.empty()
                : finding.message()
                        .lines()
                        .reduce((first, last) -> last)
                        .map(size -> "remark: %s in statement %d, but %s"
                                .formatted(finding.rule(), finding.statement(), size));
    }
}
