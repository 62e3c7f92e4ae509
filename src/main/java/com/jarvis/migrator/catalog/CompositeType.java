package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.sql.Identifiers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

        /** Whether the list contains an attribute of the same name and type. */
        public boolean isIn(List<Attribute> others) {
            return others.stream().anyMatch(this::isLike);
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

    /** Whether dropping and adding attributes leads to another version of this type, with the attributes in their order. */
    public boolean becomesInPlace(CompositeType other) {
        List<String> result = plain(attributes);
        result.retainAll(plain(other.attributes));
        plain(other.attributes).stream()
                .filter(attribute -> !result.contains(attribute))
                .toList()
                .forEach(result::add);
        return result.equals(plain(other.attributes));
    }

    private static List<String> plain(List<Attribute> attributes) {
        return attributes.stream()
                .map(attribute -> attribute.name() + " " + attribute.type())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The name of an attribute for messages, in one line: {@code address.street}. */
    public String label(Attribute attribute) {
        return Printable.line(label() + "." + attribute.name());
    }

    /** The statement that renames an attribute, for a migration by hand. */
    public String renaming(Attribute attribute, String to) {
        return "alter type %s rename attribute %s to %s"
                .formatted(name.sql(), Identifiers.quote(attribute.name()), Identifiers.quote(to));
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
