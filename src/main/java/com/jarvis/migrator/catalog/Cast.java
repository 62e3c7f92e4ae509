package com.jarvis.migrator.catalog;

/**
 * A cast by way of the types' text forms ({@code WITH INOUT}), as Hibernate makes for a named enum.
 *
 * @param source the type it casts from, as {@code format_type()} prints it
 * @param target the type it casts to
 * @param context {@code implicit}, {@code assignment}, or empty for an explicit cast
 */
public record Cast(String source, String target, String context) implements SchemaObject {

    @Override
    public String kind() {
        return "cast";
    }

    @Override
    public String label() {
        return source + " as " + target;
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
