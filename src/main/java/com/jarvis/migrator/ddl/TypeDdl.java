package com.jarvis.migrator.ddl;

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

    /** PostgreSQL changes the type of no attribute while a column uses the composite type (manual, ALTER TYPE). */
    static List<String> alter(CompositeType before, CompositeType after) {
        List<String> statements = new ArrayList<>();
        String alter = "alter type " + after.name().sql();
        before.attributes().stream()
                .filter(attribute -> !after.attributes().contains(attribute))
                .forEach(attribute -> statements.add(alter + " drop attribute " + quote(attribute.name())));
        after.attributes().stream()
                .filter(attribute -> !before.attributes().contains(attribute))
                .forEach(attribute ->
                        statements.add(alter + " add attribute " + quote(attribute.name()) + " " + attribute.type()));
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(Ddl.comment("type " + after.name().sql(), after.comment()));
        }
        return statements;
    }
}
