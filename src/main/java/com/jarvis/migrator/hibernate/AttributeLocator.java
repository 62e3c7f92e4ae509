package com.jarvis.migrator.hibernate;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.Value;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;

/** Finds the entity attribute that a piece of the model's DDL comes from, as in {@code com.jarvis.model.Note.title}. */
public final class AttributeLocator {

    /** The start of a table's constraints, which follow its columns. */
    private static final Pattern OF_TABLE = Pattern.compile(", (?:primary key \\(|unique \\(|check \\(|constraint )");

    private final Metadata model;
    private final Dialect dialect;
    private final SqlStringGenerationContext context;

    public AttributeLocator(Metadata model) {
        this.model = model;
        this.dialect = model.getDatabase().getDialect();
        this.context = ModelDdl.context(model);
    }

    /**
     * The attributes that a command is about, or its entity if no attribute can be determined.
     *
     * @param command one of {@link ModelDdl#commands()}
     * @param position of PostgreSQL's error in the command, from 1 (field P of its error message), or 0 if unknown
     * @return empty for objects that belong to no table: a schema, a sequence, an auxiliary database object
     */
    public Optional<String> of(String command, int position) {
        return model.collectTableMappings().stream()
                .flatMap(table -> columns(table, command, position).map(columns -> describe(table, columns)).stream())
                .findFirst();
    }

    /**
     * The attribute behind a column.
     *
     * @param table the table's name in PostgreSQL, without its schema
     * @param column the column's name in PostgreSQL
     * @return empty for a column without an attribute, such as a discriminator
     */
    public Optional<String> attributeOf(String table, String column) {
        return model.getEntityBindings().stream()
                .flatMap(entity -> attributesOf(entity)
                        .filter(attribute -> attribute.has(table, column))
                        .map(attribute -> name(entity) + "." + attribute.path()))
                .findFirst();
    }

    /**
     * The names of the Java enum that a column holds, in the order of their ordinals.
     *
     * @param table the table's name in PostgreSQL, without its schema
     * @param column the column's name in PostgreSQL
     * @return empty if it holds no enum, or a converter's value of one
     */
    public List<String> constantsOf(String table, String column) {
        return model.getEntityBindings().stream()
                .flatMap(AttributeLocator::attributesOf)
                .filter(attribute -> attribute.has(table, column) && attribute.value() instanceof BasicValue)
                .map(attribute -> ((BasicValue) attribute.value()).resolve())
                .filter(value -> !(value.getValueConverter() instanceof JpaAttributeConverter))
                .map(value -> value.getDomainJavaType().getJavaTypeClass().getEnumConstants())
                .filter(Objects::nonNull)
                .map(constants -> Arrays.stream(constants)
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList())
                .findFirst()
                .orElse(List.of());
    }

    /** The attribute without a PostgreSQL type in Hibernate, if there is one. */
    Optional<String> ofUntypedColumn() {
        return model.collectTableMappings().stream()
                .flatMap(table -> table.getColumns().stream()
                        .filter(column -> !hasType(column))
                        .map(column -> describe(table, List.of(column))))
                .findFirst();
    }

    private boolean hasType(Column column) {
        try {
            return column.getSqlType(model) != null;
        } catch (HibernateException e) {
            return false;
        }
    }

    /** The columns that a command is about, none if it is about the whole table; empty if it is not about this table. */
    private Optional<Collection<Column>> columns(Table table, String command, int position) {
        if (is(command, dialect.getTableExporter().getSqlCreateStrings(table, model, context))) {
            return Optional.of(at(table, command, position));
        }
        Stream<Optional<Collection<Column>>> others = Stream.of(
                        table.getIndexes().values().stream()
                                .filter(index -> is(
                                        command, dialect.getIndexExporter().getSqlCreateStrings(index, model, context)))
                                .map(index -> index.getSelectables().stream()
                                        .filter(Column.class::isInstance)
                                        .map(Column.class::cast)
                                        .toList()),
                        table.getUniqueKeys().values().stream()
                                .filter(key -> is(
                                        command,
                                        dialect.getUniqueKeyExporter().getSqlCreateStrings(key, model, context)))
                                .map(key -> key.getColumns()),
                        table.getForeignKeys().values().stream()
                                .filter(key -> is(
                                        command,
                                        dialect.getForeignKeyExporter().getSqlCreateStrings(key, model, context)))
                                .map(key -> key.getColumns()))
                .flatMap(found -> found)
                .map(Optional::of);
        return others.findFirst().orElse(Optional.empty());
    }

    private static boolean is(String command, String[] candidates) {
        return Arrays.asList(candidates).contains(command);
    }

    /** The column whose definition in a create table, or whose comment, contains the position. */
    private Collection<Column> at(Table table, String command, int position) {
        if (command.startsWith("comment on column ")) {
            return table.getColumns().stream()
                    .filter(column -> command.contains("." + column.getQuotedName(dialect) + " is '"))
                    .toList();
        }
        return table.getColumns().stream()
                .filter(column -> start(column, command) >= 0 && start(column, command) < position)
                .filter(column -> !OF_TABLE.matcher(command)
                        .region(start(column, command), position)
                        .find())
                .max(Comparator.comparingInt(column -> start(column, command)))
                .<Collection<Column>>map(List::of)
                .orElse(List.of());
    }

    private int start(Column column, String command) {
        String definition = column.getQuotedName(dialect) + " ";
        return Math.max(command.indexOf("(" + definition), command.indexOf(", " + definition));
    }

    private String describe(Table table, Collection<Column> columns) {
        String attributes = columns.stream()
                .flatMap(column -> attributeOf(table.getName(), column.getName()).stream())
                .distinct()
                .collect(Collectors.joining(", "));
        return attributes.isEmpty() ? owner(table) : attributes;
    }

    private String owner(Table table) {
        return Stream.concat(
                        model.getEntityBindings().stream()
                                .filter(entity -> entity.getTable() == table)
                                .map(AttributeLocator::name),
                        model.getEntityBindings().stream().flatMap(entity -> attributesOf(entity)
                                .filter(attribute -> attribute.value().getTable() == table)
                                .map(attribute -> name(entity) + "." + attribute.path())))
                .findFirst()
                .orElse("table " + table.getName());
    }

    private static String name(PersistentClass entity) {
        return entity.getEntityName().replace('$', '.');
    }

    private static Stream<Attribute> attributesOf(PersistentClass entity) {
        Stream<Property> identifier = Stream.ofNullable(entity.getIdentifierProperty());
        Stream<Property> joined = entity.getJoins().stream().flatMap(join -> join.getProperties().stream());
        return Stream.of(identifier, entity.getDeclaredProperties().stream(), joined)
                .flatMap(found -> found)
                .flatMap(property -> attributesOf("", property));
    }

    private static Stream<Attribute> attributesOf(String parent, Property property) {
        String path = parent + property.getName();
        if (property.getValue() instanceof Component embedded) {
            return embedded.getProperties().stream().flatMap(nested -> attributesOf(path + ".", nested));
        }
        if (property.getValue() instanceof org.hibernate.mapping.Collection many) {
            return Stream.of(many.getKey(), many.getElement()).map(value -> new Attribute(path, value));
        }
        return Stream.of(new Attribute(path, property.getValue()));
    }

    private record Attribute(String path, Value value) {

        boolean has(String table, String column) {
            return value.getTable() != null
                    && value.getTable().getName().equalsIgnoreCase(table)
                    && value.getSelectables().stream().anyMatch(part -> isNamed(part, column));
        }

        private static boolean isNamed(Selectable part, String column) {
            return part instanceof Column mine && mine.getName().equalsIgnoreCase(column);
        }
    }
}
