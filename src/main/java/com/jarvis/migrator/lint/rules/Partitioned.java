package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Indexes and constraints of partitioned tables. PostgreSQL builds none of them concurrently, but takes those that the partitions have
 * already (manual, 5.12.2.2, «Partition Maintenance»).
 */
final class Partitioned {

    private static final int SHOWN = 5;
    private static final String FIRST =
            "PostgreSQL builds no index of a partitioned table concurrently. In a migration of its own:\n";

    private Partitioned() {}

    /** Whether the table is a partitioned one, which stores no rows itself. */
    static boolean is(TracedStatement statement, long table) {
        return statement.table(table).isPartitioned();
    }

    /** Whether it is an index of a partitioned table alone, for which no row was read: without partitions, or ON ONLY. */
    static boolean isAlone(TracedStatement statement, Index index) {
        return is(statement, index.table()) && parts(statement, index).isEmpty();
    }

    /** The same of a constraint. */
    static boolean isAlone(TracedStatement statement, Constraint constraint) {
        return is(statement, constraint.table()) && parts(statement, constraint).isEmpty();
    }

    private static boolean isPart(TracedStatement statement, Index part, Index whole) {
        return statement.table(part.table()).parent() == whole.table()
                && part.expressions().equals(whole.expressions())
                && part.unique() == whole.unique();
    }

    private static boolean isPart(TracedStatement statement, Constraint part, Constraint whole) {
        return statement.table(part.table()).parent() == whole.table()
                && part.referenced() == whole.referenced()
                && columns(statement, part).equals(columns(statement, whole));
    }

    private static String columns(TracedStatement statement, Constraint constraint) {
        return statement.after().columnNames(constraint.table(), constraint.columns());
    }

    /** The indexes that the statement has created on the table's partitions for this one, and on theirs. */
    private static List<Index> parts(TracedStatement statement, Index whole) {
        return statement
                .addedIndexes()
                .filter(part -> isPart(statement, part, whole))
                .flatMap(part -> Stream.concat(Stream.of(part), parts(statement, part).stream()))
                .toList();
    }

    /** The constraints that the statement has added to the table's partitions for this one, and to theirs. */
    private static List<Constraint> parts(TracedStatement statement, Constraint whole) {
        return statement
                .addedConstraints(whole.type())
                .filter(part -> isPart(statement, part, whole))
                .flatMap(part -> Stream.concat(Stream.of(part), parts(statement, part).stream()))
                .toList();
    }

    /** Steps that create an index without blocking writes. */
    static String indexSteps(TracedMigration migration, TracedStatement statement, Index whole) {
        List<Index> parts = parts(statement, whole);
        return FIRST
                + lines(Stream.concat(Stream.of(whole), parts.stream().filter(part -> is(statement, part.table())))
                        .map(Index::definition))
                + partsConcurrently(migration, statement, parts)
                + "In the next one:\n"
                + lines(parts.stream().map(part -> attach(statement, part, whole, parts)));
    }

    /**
     * Steps that add a unique constraint or a primary key without a scan under its lock.
     *
     * @param kind {@code "unique"} or {@code "primary key"}
     */
    static String keySteps(TracedMigration migration, TracedStatement statement, Constraint whole, String kind) {
        Index index = statement.after().indexes().get(whole.index());
        List<Index> parts = parts(statement, index);
        List<Constraint> constraints = parts(statement, whole);
        return FIRST
                + lines(Stream.concat(
                                Stream.of(whole), constraints.stream().filter(part -> is(statement, part.table())))
                        .map(part -> "alter table only %s add constraint %s %s"
                                .formatted(statement.table(part.table()).name(), part.name(), part.definition())))
                + partsConcurrently(migration, statement, parts)
                + "In the next one:\n"
                + lines(constraints.stream()
                        .filter(part -> !is(statement, part.table()))
                        .map(part -> "alter table %s add constraint %s %s using index %2$s%s"
                                .formatted(statement.table(part.table()).name(), part.name(), kind, part.timing())))
                + lines(parts.stream().map(part -> attach(statement, part, index, parts)));
    }

    /** Steps that add a foreign key without a scan under its lock. Before 18, one of a partitioned table cannot be NOT VALID. */
    static String foreignKeySteps(TracedStatement statement, Constraint whole) {
        List<Constraint> leaves = parts(statement, whole).stream()
                .filter(part -> !is(statement, part.table()))
                .toList();
        return "PostgreSQL takes the foreign keys that the partitions have already, if they are validated. In this migration:\n"
                + lines(leaves.stream().map(part -> "alter table %s add constraint %s %s not valid"
                        .formatted(statement.table(part.table()).name(), part.name(), part.definition())))
                + "In the next one:\n"
                + lines(leaves.stream().map(part -> "alter table %s validate constraint %s"
                        .formatted(statement.table(part.table()).name(), part.name())))
                + "In the one after it:\n"
                + lines(Stream.of("alter table %s add constraint %s %s"
                        .formatted(statement.table(whole.table()).name(), whole.name(), whole.definition())));
    }

    private static String partsConcurrently(TracedMigration migration, TracedStatement statement, List<Index> parts) {
        List<Index> leaves =
                parts.stream().filter(part -> !is(statement, part.table())).toList();
        return leaves.stream()
                        .limit(SHOWN)
                        .map(part -> Snippet.outsideTransaction(
                                migration,
                                Snippet.concurrently(part.definition()),
                                Snippet.dropConcurrently(part.name())))
                        .collect(Collectors.joining())
                + more(leaves.size());
    }

    private static String attach(TracedStatement statement, Index part, Index whole, List<Index> all) {
        Index parent = Stream.concat(Stream.of(whole), all.stream())
                .filter(other -> isPart(statement, part, other))
                .findFirst()
                .orElse(whole);
        return "alter index %s attach partition %s".formatted(parent.name(), part.name());
    }

    private static String lines(Stream<String> statements) {
        List<String> all = statements.toList();
        return all.stream().limit(SHOWN).map(sql -> "  " + sql + ";\n").collect(Collectors.joining())
                + more(all.size());
    }

    private static String more(int size) {
        return size <= SHOWN ? "" : "And so on for %d more.\n".formatted(size - SHOWN);
    }
}
