package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Identifiers;
import java.util.stream.Stream;

/**
 * A table that becomes a partition is read to check its bounds, and so is the default partition, whose rows must not belong to
 * the new one. A CHECK that implies the bounds makes both unnecessary (manual, ALTER TABLE … ATTACH PARTITION).
 */
final class AttachingPartition extends Rule {

    /** It takes the id of the partitioned table, which is another one in each database. */
    static final String HASH = "satisfies_hash_partition(";

    AttachingPartition() {
        super(
                "attaching-partition",
                Severity.ERROR,
                "A new partition has PostgreSQL read every row of it or of the default partition, which blocks reads and writes.");
    }

    /**
     * A table that PostgreSQL reads.
     *
     * @param why to check what
     * @param check the name of a CHECK that makes it unnecessary
     * @param condition of that CHECK
     */
    private record Read(Table table, String why, String check, String condition) {

        static Read of(Table table, Table partition) {
            return table.equals(partition)
                    ? new Read(
                            table,
                            "they are within the bounds of the partition",
                            table.localName() + "_bounds",
                            table.bounds())
                    : new Read(
                            table,
                            "none of them belongs to " + partition.name(),
                            table.localName() + "_not_" + partition.localName(),
                            "(NOT %s)".formatted(partition.bounds()));
        }
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .flatMap(s -> attached(s).flatMap(partition -> s.activity().keySet().stream()
                        .sorted()
                        .filter(s::scanned)
                        .filter(table -> s.holds(table, LockMode.ACCESS_EXCLUSIVE))
                        .flatMap(table -> Stream.ofNullable(s.after().tables().get(table)))
                        .filter(table -> table.bounds() != null)
                        .map(table -> finding(migration, s, Read.of(table, partition)))));
    }

    private Finding finding(TracedMigration migration, TracedStatement statement, Read read) {
        return finding(
                migration,
                statement,
                read.table,
                null,
                "Reads every row of %s under an ACCESS EXCLUSIVE lock, which blocks reads and writes, to check that %s."
                        .formatted(read.table.name(), read.why),
                read.condition.contains(HASH)
                        ? """
                        No CHECK makes that unnecessary for a hash partition: attach it while it is empty, and fill it afterwards.
                        """
                        : """
                        With a CHECK that implies it, PostgreSQL reads nothing. In this migration:
                          alter table %1$s add constraint %2$s check %3$s not valid;
                        In the next one:
                          alter table %1$s validate constraint %2$s;
                        In the one after it, statement %4$d, and then:
                          alter table %1$s drop constraint %2$s;
                        """.formatted(
                                        read.table.name(),
                                        Identifiers.quote(Identifiers.truncate(read.check)),
                                        read.condition.startsWith("(") ? read.condition : "(" + read.condition + ")",
                                        statement.number()));
    }

    /** The table that becomes a partition; of several in one statement, the first. */
    static Stream<Table> attached(TracedStatement statement) {
        return statement.after().tables().values().stream()
                .filter(table -> table.bounds() != null && statement.parentBefore(table) == 0)
                .limit(1);
    }
}
