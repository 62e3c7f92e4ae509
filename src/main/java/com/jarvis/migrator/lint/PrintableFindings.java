package com.jarvis.migrator.lint;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Findings in which the names and definitions of objects are in one line. Rules write several lines, and a line break in a name
 * would add one that looks like theirs.
 */
final class PrintableFindings {

    private final List<String> names;

    PrintableFindings(TracedMigration migration) {
        Stream<Snapshot> whole = Stream.concat(
                Stream.of(migration.before(), migration.after(), migration.end()),
                migration.statements().stream().limit(1).map(TracedStatement::start));
        Stream<Snapshot> parts = migration.statements().stream().flatMap(s -> Stream.of(s.before(), s.after()));
        this.names = Stream.concat(whole, parts)
                .flatMap(PrintableFindings::names)
                .filter(name -> name != null && !name.isBlank() && !name.equals(Printable.line(name)))
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed()) // a name may be a part of a definition
                .toList();
    }

    Finding of(Finding finding) {
        return new Finding(
                finding.rule(),
                finding.severity(),
                finding.revision(),
                finding.file(),
                finding.line(),
                finding.statement(),
                finding.table(),
                finding.column(),
                printable(finding.message()),
                printable(finding.instead()));
    }

    private String printable(String text) {
        String printable = text;
        for (String name : names) {
            printable = printable.replace(name, Printable.line(name));
        }
        return Printable.text(printable);
    }

    private static Stream<String> names(Snapshot catalog) {
        Stream<String> tables = catalog.tables().values().stream()
                .flatMap(table -> Stream.concat(
                        Stream.of(table.name(), table.localName()),
                        table.columns().values().stream()
                                .flatMap(c -> Stream.of(c.name(), c.type(), c.defaultValue()))));
        Stream<String> constraints = catalog.constraints().values().stream()
                .flatMap(c -> Stream.of(c.name(), c.definition(), c.expression()));
        Stream<String> indexes =
                catalog.indexes().values().stream().flatMap(i -> Stream.of(i.name(), i.localName(), i.definition()));
        Stream<String> types = Stream.concat(
                catalog.enums().values().stream()
                        .flatMap(e -> Stream.concat(Stream.of(e.name()), e.labels().values().stream())),
                catalog.domains().values().stream().map(Snapshot.Domain::name));
        return Stream.of(tables, constraints, indexes, types).flatMap(all -> all);
    }
}
