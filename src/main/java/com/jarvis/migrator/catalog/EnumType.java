package com.jarvis.migrator.catalog;

import java.util.List;

/**
 * An enumerated type.
 *
 * @param labels its values in order
 * @param comment its comment, or null
 */
public record EnumType(Name name, List<String> labels, String comment) implements SchemaObject.Named {

    /** The same type under another name. */
    public EnumType named(Name other) {
        return new EnumType(other, labels, comment);
    }

    @Override
    public String kind() {
        return "type";
    }

    @Override
    public Name table() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.enumType(this);
    }
}
