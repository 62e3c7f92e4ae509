package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;
import java.io.Serializable;
import java.util.List;

/**
 * A composite type, as {@code @Struct} creates.
 *
 * @param comment its comment, or null
 */
public record CompositeType(Name name, List<Attribute> attributes, String comment) implements SchemaObject.Named {

    /**
     * @param type as {@code format_type()} prints it
     * @param comment its comment, or null
     * @param references what the type refers to
     */
    public record Attribute(String name, String type, String comment, References references) implements Serializable {

        /** The same attribute with another type. */
        public Attribute withType(String other) {
            return new Attribute(name, other, comment, references);
        }

        /** Whether both have the same name and type, whatever their comments. */
        public boolean isLike(Attribute other) {
            return name.equals(other.name) && type.equals(other.type);
        }
    }

    /** The same type under another name. */
    public CompositeType named(Name other) {
        return new CompositeType(other, attributes, comment);
    }

    /** The same type with other attributes. */
    public CompositeType withAttributes(List<Attribute> others) {
        return new CompositeType(name, others, comment);
    }

    /** The attributes that are missing or have another type in another version of this type. */
    public List<Attribute> attributesNotIn(CompositeType other) {
        return attributes.stream()
                .filter(attribute -> other.attributes.stream().noneMatch(attribute::isLike))
                .toList();
    }

    /** The name of an attribute for messages, in one line: {@code address.street}. */
    public String label(Attribute attribute) {
        return Printable.line(label() + "." + attribute.name());
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
