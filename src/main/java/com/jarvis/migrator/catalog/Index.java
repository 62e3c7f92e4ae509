package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;

/**
 * An index that does not belong to a constraint.
 *
 * @param name its name; its schema is the table's
 * @param definition method, columns and predicate: what {@code pg_get_indexdef()} prints after {@code USING}
 * @param keys its columns and expressions in order
 * @param plain whether {@code @Index} can describe it: a B-tree on columns, without predicate, INCLUDE or operator class
 * @param valid false if left over from a failed {@code CREATE INDEX CONCURRENTLY}
 * @param comment its comment, or null
 * @param references the columns that it uses, including those in expressions and the predicate
 */
public record Index(
        Name table,
        Name name,
        boolean unique,
        String definition,
        List<Key> keys,
        boolean plain,
        boolean valid,
        String comment,
        References references)
        implements SchemaObject.Named {

    /** An index without known references. */
    public Index(
            Name table,
            Name name,
            boolean unique,
            String definition,
            List<Key> keys,
            boolean plain,
            boolean valid,
            String comment) {
        this(table, name, unique, definition, keys, plain, valid, comment, References.NONE);
    }

    /**
     * @param column the column or expression, as PostgreSQL prints it
     * @param options its options, such as {@code DESC} or {@code NULLS FIRST}; empty for ascending
     */
    public record Key(String column, String options) implements Serializable {}

    /** The same index, valid. */
    public Index made() {
        return new Index(table, name, unique, definition, keys, plain, true, comment, references);
    }

    /** The same index under another name. */
    public Index named(String other) {
        return new Index(table, name.sibling(other), unique, definition, keys, plain, valid, comment, references);
    }

    @Override
    public String kind() {
        return "index";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.index(this);
    }
}
