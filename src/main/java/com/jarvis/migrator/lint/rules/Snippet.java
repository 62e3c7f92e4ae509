package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.advice.ChangeSetText;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.stream.Collectors;

/** Advice that several rules give: the migration to write instead. */
final class Snippet {

    private Snippet() {}

    /** A changeset that runs one statement outside a transaction, in the format of a migration's file. */
    static String outsideTransaction(TracedMigration migration, String sql, String rollback) {
        return "In a migration of its own:\n"
                + ChangeSetText.outsideTransaction(migration.source().file(), sql, rollback)
                        .indent(2);
    }

    /** The index in a mapping, without which {@code diff} drops what a migration made. */
    static String indexInMapping(String name, String columns) {
        return """
                If entities map the table, they have to have the index, too, or the next diff drops it:
                  @Table(indexes = @Index(name = "%s", columnList = "%s"))
                For the table of a collection, @CollectionTable(indexes = …), for a join table, @JoinTable(indexes = …).
                """.formatted(name, columns.replace("\"", "\\\""));
    }

    /** Steps by hand, and the command that writes them where the migration was generated. */
    static String orOnline(String steps) {
        return steps.stripTrailing() + """

                If diff generated this migration, delete it and its include, and generate it again in these steps:
                  mvn compile liquibase:diff -Donline
                """;
    }

    /** Two steps, each in a migration of its own; the first one also adds the constraint's columns if the statement did. */
    static String twoSteps(TracedStatement statement, Constraint constraint, String first, String second) {
        return """
                In this migration:
                %s  %s;
                In the next one:
                  %s;
                """.formatted(newColumns(statement, constraint), first, second);
    }

    /** A step before others, if the statement also adds columns of the constraint: to add them without it. */
    static String columnsFirst(TracedStatement statement, Constraint constraint) {
        String columns = newColumns(statement, constraint);
        return columns.isEmpty() ? "" : "In this migration:\n" + columns;
    }

    private static String newColumns(TracedStatement statement, Constraint constraint) {
        return statement
                .addedColumns()
                .filter(c -> c.table().oid() == constraint.table()
                        && constraint.columns().contains(c.after().number()))
                .map(c -> "  alter table %s add column %s;\n"
                        .formatted(c.table().name(), c.after().definition()))
                .collect(Collectors.joining());
    }

    /**
     * Steps that build the index of a constraint before the constraint, with all that belongs to both.
     *
     * @param kind {@code "unique"} or {@code "primary key"}
     */
    static String indexFirst(TracedMigration migration, TracedStatement statement, Constraint constraint, String kind) {
        Index index = statement.after().indexes().get(constraint.index());
        return outsideTransaction(migration, concurrently(index.definition()), dropConcurrently(index.name()))
                + "In the next one:\n  alter table %1$s add constraint %2$s %3$s using index %2$s%4$s;\n"
                        .formatted(
                                statement.table(constraint.table()).name(),
                                constraint.name(),
                                kind,
                                constraint.timing());
    }

    /** An index definition with CONCURRENTLY, which does not block writes. */
    static String concurrently(String indexDefinition) {
        return SqlTokens.of(indexDefinition).concurrently();
    }

    /** A run that is killed behind it, before the history says so, runs it again: then the index is not there any more. */
    static String dropConcurrently(String index) {
        return "drop index concurrently if exists " + index;
    }

    /** @param steps of {@link com.jarvis.migrator.advice.ExpandAndContract} */
    static String expandAndContract(String steps) {
        return "Expand and contract, with a release between the steps:\n" + steps;
    }

    /** «1 row» or «2 rows». */
    static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }
}
