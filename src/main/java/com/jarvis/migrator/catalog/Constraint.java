package com.jarvis.migrator.catalog;

import com.jarvis.migrator.sql.Identifiers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A constraint of a table, as {@code pg_constraint} has it.
 *
 * @param clause what {@code pg_get_constraintdef()} prints, without {@code NOT VALID}; null for a CHECK
 * @param check the condition of a CHECK, as {@code pg_get_expr()} prints it; null for the rest
 * @param properties what else it has
 * @param columns the columns it is on, in its order; of an exclusion constraint also those in expressions and its predicate
 * @param referenced the table that a foreign key references, or null
 * @param referencedColumns the columns that a foreign key references
 * @param onUpdate what a foreign key does on update: {@code CASCADE}, {@code SET NULL}, {@code SET DEFAULT},
 *     {@code RESTRICT}, or null for no action
 * @param onDelete likewise on delete
 * @param comment its comment, or null
 */
public record Constraint(
        Name table,
        String name,
        Type type,
        String clause,
        Expression check,
        Set<Property> properties,
        List<String> columns,
        Name referenced,
        List<String> referencedColumns,
        String onUpdate,
        String onDelete,
        String comment)
        implements SchemaObject {

    /** The kinds of constraints, in the order in which they are made. */
    public enum Type {
        PRIMARY_KEY("primary key"),
        UNIQUE("unique constraint"),
        CHECK("check constraint"),
        EXCLUSION("exclusion constraint"),
        /** Only one that is NOT VALID (PostgreSQL 18); a valid one is {@link Column#notNull()}. */
        NOT_NULL("not null constraint"),
        FOREIGN_KEY("foreign key");

        private final String words;

        Type(String words) {
            this.words = words;
        }
    }

    /** What a constraint can have beside columns and actions; a name here is that of its clause. */
    public enum Property {
        /** Rows that were there before it may violate it. */
        NOT_VALID,
        /** PostgreSQL 18: no row is checked. */
        NOT_ENFORCED,
        DEFERRABLE,
        INITIALLY_DEFERRED,
        NO_INHERIT,
        NULLS_NOT_DISTINCT,
        /** PostgreSQL 18: a key whose last column is a range that may not overlap, or {@code PERIOD} in a foreign key. */
        WITHOUT_OVERLAPS,
        /** Columns that the index of a key has besides. */
        INCLUDE,
        MATCH_FULL,
        /** PostgreSQL 15: {@code ON DELETE SET NULL} or {@code SET DEFAULT} with a list of columns. */
        SET_COLUMNS;

        private String sql() {
            return name().replace('_', ' ');
        }
    }

    /** A CHECK without properties. */
    public static Constraint check(Name table, String name, Expression condition, List<String> columns) {
        return new Constraint(
                table, name, Type.CHECK, null, condition, Set.of(), columns, null, List.of(), null, null, null);
    }

    /** The NOT NULL of a column under its name, as PostgreSQL 18 has it. */
    public static Constraint notNull(Name table, String name, String column) {
        return new Constraint(
                table,
                name,
                Type.NOT_NULL,
                "NOT NULL " + Identifiers.quote(column),
                null,
                Set.of(),
                List.of(column),
                null,
                List.of(),
                null,
                null,
                null);
    }

    /** The same constraint under another name. */
    public Constraint named(String other) {
        return new Constraint(
                table,
                other,
                type,
                clause,
                check,
                properties,
                columns,
                referenced,
                referencedColumns,
                onUpdate,
                onDelete,
                comment);
    }

    /** The same CHECK with another condition. */
    public Constraint withCheck(Expression other) {
        return new Constraint(
                table,
                name,
                type,
                clause,
                other,
                properties,
                columns,
                referenced,
                referencedColumns,
                onUpdate,
                onDelete,
                comment);
    }

    /** What stands behind its name in {@code ADD CONSTRAINT}. */
    public Expression definition() {
        if (check == null) {
            String text = clause + (isValid() ? "" : " " + Property.NOT_VALID.sql());
            return new Expression(text, text, isValid() ? clause : clause + " not valid");
        }
        String options = Stream.of(Property.NO_INHERIT, Property.NOT_ENFORCED, Property.NOT_VALID)
                .filter(properties::contains)
                .map(option -> " " + option.sql())
                .collect(Collectors.joining());
        String text = "CHECK (" + check.text() + ")" + options;
        // PostgreSQL puts an operation into parentheses: of one that is written with them, no shorter form is known.
        boolean isShort = !check.sql().equals(check.text()) || !check.text().startsWith("(");
        return new Expression(
                text,
                "CHECK (" + check.canonical() + ")" + options,
                isShort ? "check (" + check.sql() + ")" + options.toLowerCase(Locale.ROOT) : text);
    }

    /** Whether it has no property but some of these. */
    public boolean hasOnly(Property... possible) {
        return Set.of(possible).containsAll(properties);
    }

    /** Whether the rows that were there before it satisfy it, too. */
    public boolean isValid() {
        return !properties.contains(Property.NOT_VALID);
    }

    /** The same constraint, checked for new rows only. */
    public Constraint notValid() {
        return withProperties(Stream.concat(properties.stream(), Stream.of(Property.NOT_VALID))
                .collect(Collectors.toSet()));
    }

    /** Whether {@code VALIDATE CONSTRAINT} turns it into the other one, whatever their names. */
    public boolean isValidatedTo(Constraint other) {
        return other.isValid()
                && definition().text().equals(other.notValid().definition().text());
    }

    private Constraint withProperties(Set<Property> others) {
        return new Constraint(
                table,
                name,
                type,
                clause,
                check,
                Set.copyOf(others),
                columns,
                referenced,
                referencedColumns,
                onUpdate,
                onDelete,
                comment);
    }

    @Override
    public String kind() {
        return type.words;
    }

    @Override
    public String label() {
        return table + "." + name;
    }

    @Override
    public Name relation() {
        return switch (type) {
            case PRIMARY_KEY, UNIQUE, EXCLUSION -> table.sibling(name); // That of its index.
            case CHECK, NOT_NULL, FOREIGN_KEY -> null;
        };
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.constraint(this);
    }
}
