package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Domain;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.ViolationQueries;
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
                .filter(c -> !ExistingRows.changed(migration, s, c.table()))
                .flatMap(c -> ExistingRows.violating(migration, c.table(), queries(s, c))
                        .map(rows -> finding(
                                migration,
                                s,
                                s.table(c.table()),
                                null,
                                "CHECK %3$s fails on %1$s of %2$s, for example %4$s."
                                        .formatted(
                                                Snippet.rows(rows.count()),
                                                s.table(c.table()).name(),
                                                c.name(),
                                                rows.example()),
                                "To see them:\n  %s;".formatted(queries(s, c).list()))));
    }

    private Stream<Finding> ofDomains(TracedMigration migration, TracedStatement s) {
        return s.after().domains().values().stream()
                .filter(d -> !d.isLike(s.before().domains().get(d.oid())))
                .filter(d -> migration.coverage().countable().contains(d))
                .flatMap(d -> s.start().tables().values().stream()
                        .filter(t -> t.kind().equals("r") && !ExistingRows.changed(migration, s, t.oid()))
                        .flatMap(t -> t.columns().values().stream()
                                .filter(c -> c.type().equals(d.name()))
                                .flatMap(c -> ofDomain(migration, s, d, t, c))));
    }

    /** In a condition of a domain, VALUE can be a column's name. */
    private Stream<Finding> ofDomain(
            TracedMigration migration, TracedStatement statement, Domain domain, Table table, Column column) {
        ViolationQueries queries = ViolationQueries.where(
                table.name(),
                domain.conditions().stream()
                        .map(condition ->
                                "not (select %s from (select t.%s as value) v)".formatted(condition, column.name()))
                        .collect(Collectors.joining(" or ")));
        return ExistingRows.violating(migration, table.oid(), queries)
                .map(rows -> finding(
                        migration,
                        statement,
                        table,
                        column.name(),
                        "Domain %s fails on %s of %s with a value in %s that violates it, for example %s."
                                .formatted(
                                        domain.name(),
                                        Snippet.rows(rows.count()),
                                        table.name(),
                                        column.name(),
                                        rows.example()),
                        "To see them:\n  %s;".formatted(queries.list())));
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
        ViolationQueries queries = ViolationQueries.where(table.name(), condition);
        return ExistingRows.changed(migration, statement, table.oid())
                ? Stream.empty()
                : ExistingRows.violating(migration, table.oid(), queries)
                        .map(rows -> finding(
                                migration,
                                statement,
                                table,
                                null,
                                "The bounds of the partition fail on %s of %s, for example %s."
                                        .formatted(Snippet.rows(rows.count()), table.name(), rows.example()),
                                "To see them:\n  %s;".formatted(queries.list())));
    }

    private static ViolationQueries queries(TracedStatement statement, Constraint check) {
        return ViolationQueries.ofCheck(statement.start().table(check.table()).name(), "(" + check.expression() + ")");
    }
}
