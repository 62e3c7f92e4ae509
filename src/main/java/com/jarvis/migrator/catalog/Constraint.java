package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.sql.Identifiers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A constraint of a table, as {@code pg_constraint} has it.
 *
 * @param clause what {@code pg_get_constraintdef()} prints; null for a CHECK
 * @param check the condition of a CHECK, as {@code pg_get_expr()} prints it; null for the rest
 * @param properties its other properties
 * @param columns its columns in order; those of an exclusion constraint include the columns in its expressions and predicate
 * @param referenced the table that a foreign key references, or null
 * @param referencedColumns the columns that a foreign key references
 * @param onUpdate what a foreign key does on update: {@code CASCADE}, {@code SET NULL}, {@code SET DEFAULT},
 *     {@code RESTRICT}, or null for no action
 * @param onDelete what it does on delete
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

    /** The end of a clause whose constraint is not valid. */
    private static final String NOT_VALID = " NOT VALID";

    /** The types of constraints, in the order in which they are created. */
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

    /** What a constraint can have besides columns and actions; each is named after its SQL clause where it has one. */
    public enum Property {
        /** Existing rows may violate it. */
        NOT_VALID,
        /** PostgreSQL 18: rows are not checked. */
        NOT_ENFORCED,
        DEFERRABLE,
        INITIALLY_DEFERRED,
        NO_INHERIT,
        NULLS_NOT_DISTINCT,
        /** PostgreSQL 18: a key whose last column is a range that must not overlap, or a foreign key with {@code PERIOD}. */
        WITHOUT_OVERLAPS,
        /** The index of a key has additional columns. */
        INCLUDE,
        MATCH_FULL,
        /** PostgreSQL 15: {@code ON DELETE SET NULL} or {@code SET DEFAULT} for some of the columns. */
        SET_COLUMNS;

        private String sql() {
            return name().replace('_', ' ');
        }
    }

    /** Creates a valid CHECK. */
    public static Constraint check(Name table, String name, Expression condition, List<String> columns) {
        return new Constraint(
                table, name, Type.CHECK, null, condition, Set.of(), columns, null, List.of(), null, null, null);
    }

    /** The NOT NULL constraint of a column, which has a name since PostgreSQL 18. */
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

    /** The SQL after its name in {@code ADD CONSTRAINT}. */
    public Expression definition() {
        if (check == null) {
            String text = isValid() ? clause : clause.substring(0, clause.length() - NOT_VALID.length()) + NOT_VALID;
            return new Expression(text, text, clause);
        }
        String options = Stream.of(Property.NO_INHERIT, Property.NOT_ENFORCED, Property.NOT_VALID)
                .filter(properties::contains)
                .map(option -> " " + option.sql())
                .collect(Collectors.joining());
        String text = "CHECK (" + check.text() + ")" + options;
        // PostgreSQL wraps an operation in parentheses. If they are still there, no shorter form is known.
        boolean isShort = !check.sql().equals(check.text()) || !check.text().startsWith("(");
        return new Expression(
                text,
                "CHECK (" + check.canonical() + ")" + options,
                isShort ? "check (" + check.sql() + ")" + options.toLowerCase(Locale.ROOT) : text);
    }

    /** Whether it has no properties other than these. */
    public boolean hasOnly(Property... possible) {
        return Set.of(possible).containsAll(properties);
    }

    /** Whether both are keys or foreign keys of the same columns, in whatever order, and to the same columns. */
    public boolean isKeyLike(Constraint other) {
        return table.equals(other.table)
                && type == other.type
                && (isKey()
                        ? Set.copyOf(columns).equals(Set.copyOf(other.columns))
                        : type == Type.FOREIGN_KEY
                                && referenced.equals(other.referenced)
                                && pairs().equals(other.pairs()));
    }

    /** Each column of a foreign key with the one that it references. */
    private Set<List<String>> pairs() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> List.of(columns.get(i), referencedColumns.get(i)))
                .collect(Collectors.toSet());
    }

    /** Whether it is a primary key or a unique constraint. */
    public boolean isKey() {
        return type == Type.PRIMARY_KEY || type == Type.UNIQUE;
    }

    /** Whether existing rows are known to satisfy it. */
    public boolean isValid() {
        return !properties.contains(Property.NOT_VALID);
    }

    /** The same constraint, checked only for new rows. */
    public Constraint notValid() {
        return new Constraint(
                table,
                name,
                type,
                clause == null ? null : clause + NOT_VALID.toLowerCase(Locale.ROOT),
                check,
                Stream.concat(properties.stream(), Stream.of(Property.NOT_VALID))
                        .collect(Collectors.toUnmodifiableSet()),
                columns,
                referenced,
                referencedColumns,
                onUpdate,
                onDelete,
                comment);
    }

    /** Whether {@code VALIDATE CONSTRAINT} turns this constraint into the other one; names are ignored. */
    public boolean isValidatedTo(Constraint other) {
        return other.isValid()
                && definition().text().equals(other.notValid().definition().text());
    }

    @Override
    public String kind() {
        return type.words;
    }

    @Override
    public String label() {
        return Printable.line(table + "." + name);
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
