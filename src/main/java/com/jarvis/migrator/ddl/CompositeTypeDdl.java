package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Statements for composite types. PostgreSQL changes no attribute's type while a column uses it, and adds attributes only at
 * the end (manual, ALTER TYPE).
 */
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
        AlterCompositeType change = (AlterCompositeType) alter;
        List<Attribute> kept = change.kept();
        List<Attribute> dropped = new ArrayList<>(before.attributes());
        dropped.removeAll(kept);
        List<Attribute> lost = change.lost();
        List<String> statements = new ArrayList<>();
        lost.forEach(attribute -> statements.add(drop(before, attribute)));
        dropped.removeAll(lost);
        change.columns().forEach(column -> statements.addAll(takeOut(column)));
        dropped.forEach(attribute -> statements.add(drop(before, attribute)));
        after.attributes().stream()
                .filter(attribute -> !attribute.isIn(kept))
                .forEach(attribute -> statements.add("alter type "
                        + after.name().sql() + " add attribute " + quote(attribute.name()) + " " + attribute.type()));
        change.columns().forEach(column -> statements.addAll(putBack(column)));
        for (Attribute attribute : after.attributes()) {
            String comment = kept.stream()
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

    private static String drop(CompositeType type, Attribute attribute) {
        return "alter type " + type.name().sql() + " drop attribute " + quote(attribute.name());
    }

    /** The values become JSON objects, whose members have the names of the attributes. */
    private static List<String> takeOut(Column column) {
        List<String> statements = new ArrayList<>();
        if (column.defaultValue() != null) {
            statements.add(alter(column) + " drop default");
        }
        statements.add(alter(column) + " type jsonb using to_jsonb(" + quote(column.name()) + ")");
        return statements;
    }

    /** A USING clause allows no subquery over the elements of an array, so an array is read as the member of an object. */
    private static List<String> putBack(Column column) {
        String name = quote(column.name());
        List<String> statements = new ArrayList<>();
        if (column.type().endsWith("[]")) {
            statements.add("create type pg_temp.jarvis_array as (elements " + column.type() + ")");
            statements.add(alter(column) + " type " + column.type()
                    + " using (jsonb_populate_record(null::pg_temp.jarvis_array, jsonb_build_object('elements', " + name
                    + "))).elements");
            statements.add("drop type pg_temp.jarvis_array");
        } else {
            statements.add(alter(column) + " type " + column.type() + " using jsonb_populate_record(null::"
                    + column.type() + ", " + name + ")");
        }
        if (column.defaultValue() != null) {
            statements.add(alter(column) + " set default " + column.defaultValue());
        }
        return statements;
    }

    private static String alter(Column column) {
        return "alter table " + column.table().sql() + " alter column " + quote(column.name());
    }

    @Override
    String rename(CompositeType before, CompositeType after) {
        return rename("type", before.name(), after.name());
    }
}
