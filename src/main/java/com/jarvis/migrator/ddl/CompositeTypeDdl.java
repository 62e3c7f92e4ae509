package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Statements for composite types. PostgreSQL changes no attribute's type while a column uses it (manual, ALTER TYPE). */
final class CompositeTypeDdl extends ObjectDdl<CompositeType> {

    @Override
    List<String> create(CompositeType type) {
        List<String> statements = new ArrayList<>(withComment(
                "create type " + type.name().sql() + " as ("
                        + type.attributes().stream()
                                .map(attribute -> quote(attribute.name()) + " " + attribute.type())
                                .collect(Collectors.joining(", "))
                        + ")",
                "type " + type.name().sql(),
                type.comment()));
        type.attributes().stream()
                .filter(attribute -> attribute.comment() != null)
                .forEach(attribute -> statements.add(comment(type, attribute)));
        return statements;
    }

    private static String comment(CompositeType type, Attribute attribute) {
        return comment("column " + type.name().sql() + "." + quote(attribute.name()), attribute.comment());
    }

    @Override
    String drop(CompositeType type) {
        return drop("type", type.name());
    }

    @Override
    List<String> alter(Alter<CompositeType> alter) {
        CompositeType before = alter.before();
        CompositeType after = alter.after();
        List<String> statements = new ArrayList<>();
        String name = "alter type " + after.name().sql();
        before.attributesNotIn(after)
                .forEach(attribute -> statements.add(name + " drop attribute " + quote(attribute.name())));
        after.attributesNotIn(before)
                .forEach(attribute ->
                        statements.add(name + " add attribute " + quote(attribute.name()) + " " + attribute.type()));
        for (Attribute attribute : after.attributes()) {
            String comment = before.attributes().stream()
                    .filter(attribute::isLike)
                    .findFirst()
                    .map(Attribute::comment)
                    .orElse(null);
            if (!Objects.equals(comment, attribute.comment())) {
                statements.add(comment(after, attribute));
            }
        }
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(comment("type " + after.name().sql(), after.comment()));
        }
        return statements;
    }

    @Override
    String rename(CompositeType before, CompositeType after) {
        return rename("type", before.name(), after.name());
    }
}
