package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.literal;
import static com.jarvis.migrator.catalog.Identifiers.quote;

import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.EnumType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Statements for enumerated and composite types. */
final class TypeDdl {

    private TypeDdl() {}

    static List<String> create(EnumType type) {
        return Ddl.withComment(
                "create type " + type.name().sql() + " as enum (" + Ddl.literals(type.labels()) + ")",
                "type " + type.name().sql(),
                type.comment());
    }

    static List<String> create(CompositeType type) {
        return Ddl.withComment(
                "create type " + type.name().sql() + " as ("
                        + type.attributes().stream()
                                .map(attribute -> quote(attribute.name()) + " " + attribute.type())
                                .collect(Collectors.joining(", "))
                        + ")",
                "type " + type.name().sql(),
                type.comment());
    }

    /** Adds the labels that are new; CatalogDiff rebuilds a type whose labels were removed or moved. */
    static List<String> alter(EnumType before, EnumType after) {
        List<String> statements = new ArrayList<>();
        String name = after.name().sql();
        for (int i = 0; i < after.labels().size(); i++) {
            String label = after.labels().get(i);
            if (!before.labels().contains(label)) {
                String place = i > 0
                        ? " after " + literal(after.labels().get(i - 1))
                        : " before " + literal(before.labels().get(0));
                boolean last = i >= before.labels().size()
                        && before.labels()
                                .equals(after.labels()
                                        .subList(0, before.labels().size()));
                statements.add("alter type " + name + " add value " + literal(label) + (last ? "" : place));
            }
        }
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(Ddl.comment("type " + name, after.comment()));
        }
        return statements;
    }

    static List<String> alter(CompositeType before, CompositeType after) {
        List<String> statements = new ArrayList<>();
        String alter = "alter type " + after.name().sql();
        for (CompositeType.Attribute attribute : before.attributes()) {
            if (find(after, attribute.name()) == null) {
                statements.add(alter + " drop attribute " + quote(attribute.name()));
            }
        }
        for (CompositeType.Attribute attribute : after.attributes()) {
            CompositeType.Attribute old = find(before, attribute.name());
            if (old == null) {
                statements.add(alter + " add attribute " + quote(attribute.name()) + " " + attribute.type());
            } else if (!old.type().equals(attribute.type())) {
                statements.add(alter + " alter attribute " + quote(attribute.name()) + " type " + attribute.type());
            }
        }
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(Ddl.comment("type " + after.name().sql(), after.comment()));
        }
        return statements;
    }

    private static CompositeType.Attribute find(CompositeType type, String name) {
        return type.attributes().stream()
                .filter(attribute -> attribute.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
