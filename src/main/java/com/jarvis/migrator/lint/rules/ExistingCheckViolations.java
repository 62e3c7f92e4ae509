package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Domain;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The migration would fail on existing rows. The bounds of a partition and the CHECKs of a domain are such conditions, too. */
final class ExistingCheckViolations extends Rule {

    ExistingCheckViolations() {
        super(
                "existing-check-violations",
                Severity.ERROR,
                "Existing rows violate a CHECK that the migration adds or validates, or the bounds of a partition.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream()
                .flatMap(s -> Stream.of(ofTables(migration, s), ofDomains(migration, s), ofPartitions(migration, s))
                        .flatMap(findings -> findings));
    }

    private Stream<Finding> ofTables(TracedMigration migration, TracedStatement s) {
        return s.validatedConstraints()
                .filter(c ->
                        c.type().equals("c") && migration.coverage().countable().contains(c))
                .flatMap(c -> violated(
                        migration,
                        s,
                        s.table(c.table()),
                        null,
                        ViolationQueries.ofCheck(s.start().table(c.table()).name(), "(" + c.expression() + ")"),
                        rows -> "CHECK %s fails on %s".formatted(c.name(), rows)));
    }

    private Stream<Finding> ofDomains(TracedMigration migration, TracedStatement s) {
        return s.after().domains().values().stream()
                .filter(d -> !d.isLike(s.before().domains().get(d.oid())))
                .filter(d -> migration.coverage().countable().contains(d))
                .flatMap(d -> s.start().tables().values().stream()
                        .filter(t -> t.kind().equals("r"))
                        .flatMap(t -> t.columns().values().stream()
                                .filter(c -> c.type().equals(d.name()))
                                .flatMap(c -> violated(
                                        migration,
                                        s,
                                        t,
                                        c.name(),
                                        queries(d, t, c),
                                        rows -> "Domain %s fails on %s with a value in %s that violates it"
                                                .formatted(d.name(), rows, c.name())))));
    }

    /** In a condition of a domain, VALUE can be a column's name. */
    private static ViolationQueries queries(Domain domain, Table table, Column column) {
        return ViolationQueries.where(
                table.name(),
                domain.conditions().stream()
                        .map(condition ->
                                "not (select %s from (select t.%s as value) v)".formatted(condition, column.name()))
                        .collect(Collectors.joining(" or ")));
    }

    private Stream<Finding> ofPartitions(TracedMigration migration, TracedStatement s) {
        return AttachingPartition.attached(s)
                .filter(partition -> !partition.bounds().contains(AttachingPartition.HASH))
                .flatMap(partition -> Stream.concat(
                        s.existed(partition.oid())
                                ? outside(
                                        migration,
                                        s,
                                        s.start().table(partition.oid()),
                                        "not (" + partition.bounds() + ")")
                                : Stream.empty(),
                        s.start().tables().values().stream()
                                .filter(table -> table.isDefault()
                                        && table.parent() == partition.parent()
                                        && table.oid() != partition.oid())
                                .flatMap(table -> outside(migration, s, table, partition.bounds()))));
    }

    private Stream<Finding> outside(
            TracedMigration migration, TracedStatement statement, Table table, String condition) {
        return violated(
                migration,
                statement,
                table,
                null,
                ViolationQueries.where(table.name(), condition),
                "The bounds of the partition fail on %s"::formatted);
    }

    /** @param message what fails, of the text «2 rows of books» */
    private Stream<Finding> violated(
            TracedMigration migration,
            TracedStatement statement,
            Table table,
            String column,
            ViolationQueries queries,
            UnaryOperator<String> message) {
        return ExistingRows.changed(migration, statement, table.oid())
                ? Stream.empty()
                : ExistingRows.violating(migration, table.oid(), queries)
                        .map(rows -> finding(
                                migration,
                                statement,
                                table,
                                column,
                                "%s, for example %s."
                                        .formatted(
                                                message.apply(Snippet.rows(rows.count()) + " of " + table.name()),
                                                rows.example()),
                                "To see them:\n  %s;".formatted(queries.list())));
    }
}
