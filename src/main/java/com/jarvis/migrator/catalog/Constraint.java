package com.jarvis.migrator.catalog;

import java.util.List;

/**
 * A constraint of a table.
 *
 * @param definition as {@code pg_get_constraintdef()} prints it
 * @param columns the columns it is on, in its order
 * @param referenced the table a foreign key points to, or null
 * @param referencedColumns the columns a foreign key points to
 * @param comment its comment, or null
 */
public record Constraint(
        Name table,
        String name,
        Type type,
        Expression definition,
        List<String> columns,
        Name referenced,
        List<String> referencedColumns,
        String comment)
        implements SchemaObject {

    private static final String NOT_VALID = " NOT VALID";

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

    /** The same constraint under another name. */
    public Constraint named(String other) {
        return new Constraint(table, other, type, definition, columns, referenced, referencedColumns, comment);
    }

    /** Whether it holds for the rows that were there before it, too. */
    public boolean isValid() {
        return !definition.text().endsWith(NOT_VALID);
    }

    /** The same constraint, of which only rows to come are sure to keep to it. */
    public Constraint notValid() {
        return defined(new Expression(
                definition.text() + NOT_VALID, definition.canonical() + NOT_VALID, definition.sql() + " not valid"));
    }

    /** A constraint of the same kind, with another definition. */
    public Constraint defined(Expression other) {
        return new Constraint(table, name, type, other, columns, referenced, referencedColumns, comment);
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
