package com.jarvis.migrator.lint;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.Failure;
import com.jarvis.migrator.lint.trace.LockMode;
import com.jarvis.migrator.lint.trace.NotTried;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The costs and findings of a migration, as lines for a terminal. */
public final class LintReport {

    private LintReport() {}

    /**
     * The revision, a line for each existing table that it locks, a line for each part that was not tried or counted, and the
     * findings except notes.
     */
    public static String of(TracedMigration migration, List<Finding> findings) {
        StringBuilder text = new StringBuilder(Printable.line(migration.source().revision())).append('\n');
        List<String> costs = costs(migration);
        if (costs.isEmpty()) {
            text.append("  locks no existing table\n");
        }
        RuleSummary.shortened(costs)
                .forEach(line -> text.append("  ").append(Printable.line(line)).append('\n'));
        notTried(migration)
                .forEach(line -> text.append("  ").append(Printable.text(line)).append('\n'));
        RuleSummary.shortened(findings.stream()
                        .flatMap(finding -> SmallTables.remark(finding).stream())
                        .toList())
                .forEach(line -> text.append("  ").append(Printable.line(line)).append('\n'));
        text.append(RuleSummary.of(
                migration,
                findings.stream().filter(f -> f.severity() != Severity.NOTE).toList()));
        return text.toString();
    }

    /** One finding, with its statement and what to write instead. */
    public static String finding(TracedMigration migration, Finding finding) {
        String where = migration.statements().stream()
                .filter(s -> s.number() == finding.statement())
                .map(s -> " in statement %d: %s".formatted(s.number(), s.shortText()))
                .findFirst()
                .orElse("");
        return """
                %s %s%s%s
                %s
                %s
                """.formatted(
                        finding.severity(),
                        finding.rule(),
                        line(migration, finding),
                        where,
                        finding.message().indent(2).stripTrailing(),
                        finding.instead().indent(4).stripTrailing())
                .indent(2);
    }

    /** The line in a file that was not written by diff, which may be long. */
    private static String line(TracedMigration migration, Finding finding) {
        return finding.line() == 0 || !migration.source().revision().contains("::")
                ? ""
                : " (line %d)".formatted(finding.line());
    }

    private static List<String> costs(TracedMigration migration) {
        List<String> lines = new ArrayList<>();
        if (migration.statements().isEmpty()) {
            return lines;
        }
        for (Table table : migration.before().tables().values()) {
            migration.statements().stream()
                    .filter(s -> s.strongest(table.oid()) != null)
                    .max((a, b) -> a.strongest(table.oid()).compareTo(b.strongest(table.oid())) != 0
                            ? a.strongest(table.oid()).compareTo(b.strongest(table.oid()))
                            : b.number() - a.number())
                    .filter(s -> s.strongest(table.oid()).compareTo(LockMode.ROW_EXCLUSIVE) >= 0)
                    .ifPresent(s -> lines.add(cost(migration, table, s)));
        }
        return lines;
    }

    private static List<String> notTried(TracedMigration migration) {
        List<String> lines = new ArrayList<>();
        migration.coverage().notTried().stream()
                .map(NotTried::toString)
                .distinct()
                .forEach(lines::add);
        migration.failureForNotTried().map(LintReport::notTried).ifPresent(lines::add);
        migration
                .rollback()
                .filter(r -> r.supported()
                        && !r.isExact()
                        && !migration.coverage().notTried().isEmpty())
                .map(r -> "not compared: the catalog after its rollback, because parts of the migration were not tried")
                .ifPresent(lines::add);
        migration.statements().stream()
                .flatMap(s -> s.validatedConstraints()
                        .filter(c -> c.type().equals("c")
                                && !migration.coverage().countable().contains(c))
                        .map(c -> notCounted(
                                s.table(c.table()), "that violate CHECK %s, because its expression uses", c.name())))
                .forEach(lines::add);
        migration.statements().stream()
                .flatMap(s -> s.addedIndexes()
                        .filter(i ->
                                i.unique() && !migration.coverage().countable().contains(i))
                        .map(i -> notCounted(
                                s.table(i.table()),
                                "with equal values for unique index %s, because its expressions use",
                                i.name())))
                .forEach(lines::add);
        migration
                .live()
                .danger()
                .map(danger -> "not counted: existing rows, because " + danger + ", and a query could call it")
                .ifPresent(lines::add);
        return lines;
    }

    /** @param what {@code "that violate CHECK %s, because its expression uses"} */
    private static String notCounted(Table table, String what, String name) {
        return """
                not counted: existing rows of %s %s more than immutable functions of PostgreSQL: nothing else of a migration runs on the live \
                database""".formatted(table.name(), what.formatted(name));
    }

    private static String notTried(Failure failure) {
        return failure.lacking()
                .map(object -> "not tried from statement %d on: the throw-away server does not have %s: %s"
                        .formatted(failure.statement(), object, failure.sql().strip()))
                .orElseGet(() -> "not tried from statement %d on, which may need what was not tried before: %s: %s"
                        .formatted(
                                failure.statement(),
                                failure.message(),
                                failure.sql().strip()));
    }

    private static String cost(TracedMigration migration, Table table, TracedStatement first) {
        LockMode lock = first.strongest(table.oid());
        long held = migration.laterInTransaction(first).count();
        return "%s: %s from statement %d%s, blocks %s%s%s%s"
                .formatted(
                        table.name(),
                        lock,
                        first.number(),
                        held == 0 ? "" : " through " + (first.number() + held),
                        lock.blocks(),
                        numbers(migration, "rewritten", s -> s.rewrote(table.oid())),
                        numbers(migration, "scanned", s -> s.scanned(table.oid()) && !s.rewrote(table.oid())),
                        migration
                                .live()
                                .sizes()
                                .flatMap(sizes -> sizes.of(table))
                                .map(size -> "; " + size)
                                .orElse(""));
    }

    private static String numbers(TracedMigration migration, String what, Predicate<TracedStatement> when) {
        String numbers = migration.statements().stream()
                .filter(when)
                .map(s -> String.valueOf(s.number()))
                .collect(Collectors.joining(", "));
        return numbers.isEmpty() ? "" : "; %s by %s".formatted(what, numbers);
    }
}
