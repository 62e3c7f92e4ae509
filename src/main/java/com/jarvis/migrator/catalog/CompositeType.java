package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A composite type, as {@code @Struct} creates.
 *
 * @param comment its comment, or null
 */
public record CompositeType(Name name, List<Attribute> attributes, String comment) implements SchemaObject.Named {

    /**
     * @param type as {@code format_type()} prints it
     * @param references what the type refers to
     */
    public record Attribute(String name, String type, References references) implements Serializable {}

    /** Whether dropping and adding attributes leads to another version of this type, with the attributes in their order. */
    public boolean becomesInPlace(CompositeType other) {
        List<Attribute> result = new ArrayList<>(attributes);
        result.retainAll(other.attributes);
        other.attributes.stream()
                .filter(attribute -> !result.contains(attribute))
                .forEach(result::add);
        return result.equals(other.attributes);
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
        return visitor.compositeType(this);
    }
}
