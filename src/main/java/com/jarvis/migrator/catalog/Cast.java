package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;

/**
 * A cast that uses the text form of the types ({@code WITH INOUT}), as Hibernate creates for a named enum.
 *
 * @param source the source type, as {@code format_type()} prints it
 * @param target the target type
 * @param context {@code implicit}, {@code assignment}, or empty for an explicit cast
 */
public record Cast(String source, String target, String context) implements SchemaObject {

    @Override
    public String kind() {
        return "cast";
    }

    @Override
    public String label() {
        return Printable.line(source + " as " + target);
    }

    @Override
    public Name relation() {
        return null;
    }

    @Override
    public Name table() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.cast(this);
    }
}
