package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.OperationText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of a schema: its objects, and each property of them that a model need not have. */
public final class Parts {

    private Parts() {}

    /** All parts of a catalog. */
    public static Set<Part> of(Catalog catalog) {
        Set<Part> parts = new HashSet<>();
        catalog.sequences().forEach(sequence -> parts.addAll(of(sequence)));
        catalog.enums().forEach(type -> type.labels().forEach(value -> parts.add(value(type, value))));
        Stream.of(catalog.enums(), catalog.composites())
                .flatMap(List::stream)
                .forEach(object -> parts.add(object(object)));
        catalog.casts().forEach(cast -> parts.add(new Part(cast.kind(), new Name(null, cast.label()), null)));
        catalog.tables().forEach(table -> add(table, parts));
        return parts;
    }

    private static void add(Table table, Set<Part> parts) {
        parts.add(object(table));
        if (table.comment() != null) {
            parts.add(comment(table));
        }
        for (Column column : table.columns()) {
            parts.add(column(column));
            parts.addAll(properties(column));
        }
        for (Constraint constraint : table.constraints()) {
            parts.add(constraint(constraint));
            features(constraint).forEach(feature -> parts.add(feature(constraint, feature)));
            parts.add(order(constraint));
            parts.add(columns(constraint));
        }
        table.indexes().forEach(index -> parts.addAll(List.of(object(index), uniqueness(index))));
    }

    static Part object(SchemaObject.Named object) {
        return new Part(object.kind(), object.name(), null);
    }

    static Part column(Column column) {
        return new Part(Part.COLUMN, column.table(), column.name());
    }

    static Part comment(Table table) {
        return Part.of("comment", table.kind(), table.name(), null);
    }

    /** All that a column has besides its name. */
    static Set<Part> properties(Column column) {
        Set<Part> parts = new HashSet<>(Set.of(type(column)));
        if (column.notNull()) {
            parts.add(property(column, "not null"));
        }
        if (column.defaultValue() != null) {
            parts.add(property(column, "default"));
        }
        if (isSerial(column)) {
            parts.add(property(column, "sequence"));
        }
        if (column.identity() != null) {
            parts.add(property(column, "identity"));
            if (column.identity().always()) {
                parts.add(property(column, "generated always"));
            }
            of(column.identity().sequence()).stream()
                    .map(part -> property(column, part.what()))
                    .forEach(parts::add);
        }
        if (column.collation() != null) {
            parts.add(property(column, "collation"));
        }
        if (column.comment() != null) {
            parts.add(property(column, "comment"));
        }
        return parts;
    }

    static Part type(Column column) {
        return property(column, "type " + OperationText.type(column.type()));
    }

    static Part property(Column column, String property) {
        return Part.of(property, Part.COLUMN, column.table(), column.name());
    }

    static boolean isSerial(Column column) {
        return column.defaultValue() != null && column.defaultValue().startsWith("nextval(");
    }

    static Part constraint(Constraint constraint) {
        return new Part(constraint.kind(), constraint.table(), constraint.name());
    }

    static Part feature(Constraint constraint, String feature) {
        return Part.of(feature, constraint.kind(), constraint.table(), constraint.name());
    }

    static Part columns(Constraint key) {
        return feature(key, "columns");
    }

    static Part order(Constraint constraint) {
        return feature(constraint, "order of columns");
    }

    /** What a constraint has besides its columns, and a model may lack: {@code on delete cascade}. */
    static Set<String> features(Constraint constraint) {
        Set<String> features = constraint.properties().stream()
                .map(property -> property.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.toCollection(TreeSet::new));
        Stream.of(action("on delete", constraint.onDelete()), action("on update", constraint.onUpdate()))
                .filter(Objects::nonNull)
                .forEach(features::add);
        return features;
    }

    private static String action(String on, String action) {
        return action == null ? null : on + " " + action.toLowerCase(Locale.ROOT);
    }

    static Part uniqueness(Index index) {
        return Part.of("uniqueness", index.kind(), index.name(), null);
    }

    static Part value(EnumType type, String value) {
        return Part.of("value " + value, type.kind(), type.name(), null);
    }

    static Part property(Sequence sequence, String property, Object value) {
        return Part.of(property + " " + value, sequence.kind(), sequence.name(), null);
    }

    private static Set<Part> of(Sequence sequence) {
        return Set.of(
                object(sequence),
                property(sequence, "type", sequence.type()),
                property(sequence, "start", sequence.start()),
                property(sequence, "minimum", sequence.min()),
                property(sequence, "maximum", sequence.max()),
                property(sequence, "cache", sequence.cache()),
                property(sequence, "cycle", sequence.cycle()),
                property(sequence, "owner", sequence.owner()),
                property(sequence, "comment", sequence.comment()));
    }
}
