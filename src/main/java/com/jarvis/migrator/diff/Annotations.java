package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The annotations with which entities would have a part that only the database has. */
final class Annotations {

    private static final Pattern LENGTH = Pattern.compile("character varying\\((\\d+)\\)");

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");

    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'::[a-z ]+");

    private final Catalog live;
    private final Map<Name, String> tables;

    /** @param tables the annotations that name tables, for those that {@code @Table} does not name */
    Annotations(Catalog live, Map<Name, String> tables) {
        this.live = live;
        this.tables = tables;
    }

    /** The annotation, as it is written in Java; empty if none says it. */
    Optional<String> of(Part part) {
        if (part.what().equals("index")) {
            return live.tables().stream()
                    .flatMap(table -> table.indexes().stream())
                    .filter(index -> index.name().equals(part.relation()))
                    .findFirst()
                    .map(this::of);
        }
        Optional<Table> table = live.table(part.relation());
        return part.member() == null
                ? table.filter(found -> part.equals(Parts.comment(found)))
                        .map(found -> "@Comment(%s)".formatted(quoted(found.comment())))
                : table.flatMap(found -> ofMember(part, found));
    }

    private Optional<String> ofMember(Part part, Table table) {
        Optional<String> ofColumn = table.column(part.member())
                .filter(column -> part.what().endsWith(Part.COLUMN))
                .map(column -> of(part, column));
        return ofColumn.or(() -> table.constraints().stream()
                .filter(constraint -> constraint.name().equals(part.member()))
                .findFirst()
                .map(constraint -> of(part, constraint)));
    }

    private String of(Index index) {
        String columns = index.keys().stream()
                .map(key -> (key.column() + " " + key.options()).strip())
                .collect(Collectors.joining(", "));
        return inTable(
                index.table(),
                "indexes = @Index(name = %s, columnList = %s%s)"
                        .formatted(
                                quoted(index.name().local()),
                                quoted(columns),
                                index.unique() ? ", unique = true" : ""));
    }

    /** The table of a collection or a join is named, as the entity has several. */
    private String inTable(Name table, String attribute) {
        String annotation = tables.get(table);
        return annotation == null
                ? "@Table(%s)".formatted(attribute)
                : "@%s(name = %s, %s)".formatted(annotation, quoted(table.local()), attribute);
    }

    private static String of(Part part, Column column) {
        return switch (part.what().replaceFirst("^type .*", "type").replaceFirst(" of column$", "")) {
            case "not null" -> "@Column(nullable = false)";
            case "default" -> "@ColumnDefault(%s)".formatted(quoted(literal(column.defaultValue())));
            case "type" -> type(column.type());
            case "comment" -> "@Comment(%s)".formatted(quoted(column.comment()));
            case "identity" -> "@GeneratedValue(strategy = GenerationType.IDENTITY)";
            case "collation" -> "@Collate(%s)".formatted(quoted(column.collation()));
            case "generated always", "sequence" -> null;
            default -> "an attribute with @Column(name = %s)".formatted(quoted(column.name()));
        };
    }

    private static String type(String type) {
        Matcher length = LENGTH.matcher(type);
        Matcher numeric = NUMERIC.matcher(type);
        if (length.matches()) {
            return "@Column(length = %s)".formatted(length.group(1));
        }
        return numeric.matches()
                ? "@Column(precision = %s, scale = %s)".formatted(numeric.group(1), numeric.group(2))
                : "@Column(columnDefinition = %s)".formatted(quoted(type));
    }

    private static String literal(String expression) {
        Matcher literal = LITERAL.matcher(expression);
        return literal.matches() ? "'" + literal.group(1) + "'" : expression;
    }

    private String of(Part part, Constraint constraint) {
        String name = quoted(constraint.name());
        if (part.what().startsWith("on delete cascade") || part.what().startsWith("on delete set null")) {
            String action = part.what().contains("cascade") ? "CASCADE" : "SET_NULL";
            return "@OnDelete(action = OnDeleteAction.%s)".formatted(action);
        } else if (!part.equals(Parts.constraint(constraint)) && constraint.type() == Constraint.Type.FOREIGN_KEY) {
            return "@JoinColumn(foreignKey = @ForeignKey(name = %s, foreignKeyDefinition = %s))"
                    .formatted(name, quoted(constraint.definition().sql()));
        }
        return switch (constraint.type()) {
            case FOREIGN_KEY -> "@JoinColumn(foreignKey = @ForeignKey(name = %s))".formatted(name);
            case UNIQUE ->
                inTable(
                        constraint.table(),
                        "uniqueConstraints = @UniqueConstraint(name = %s, columnNames = %s)"
                                .formatted(name, array(constraint.columns())));
            case CHECK ->
                "@Check(name = %s, constraints = %s)"
                        .formatted(name, quoted(constraint.check().sql()));
            default -> null;
        };
    }

    private static String array(List<String> values) {
        String list = values.stream().map(Annotations::quoted).collect(Collectors.joining(", "));
        return values.size() == 1 ? list : "{" + list + "}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
