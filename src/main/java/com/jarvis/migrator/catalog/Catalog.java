package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All objects of a set of schemas that a migration can change, and the labels of the other objects.
 *
 * @param others objects that entities cannot describe and that generated migrations do not change, such as triggers,
 *     functions and policies; each as kind and name
 */
public record Catalog(
        List<Schema> schemas,
        List<EnumType> enums,
        List<CompositeType> composites,
        List<Domain> domains,
        List<Cast> casts,
        List<Sequence> sequences,
        List<Table> tables,
        List<View> views,
        List<String> others)
        implements Serializable {

    /** An empty catalog. */
    public static final Catalog EMPTY = new Catalog(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** The table of that name, if it exists. */
    public Optional<Table> table(Name name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The domain of that name, if it exists. */
    public Optional<Domain> domain(Name name) {
        return domains.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /** The same catalog with other tables. */
    public Catalog withTables(List<Table> others) {
        return new Catalog(schemas, enums, composites, domains, casts, sequences, others, views, this.others);
    }

    /** The same catalog with other enum types. */
    public Catalog withEnums(List<EnumType> others) {
        return new Catalog(schemas, others, composites, domains, casts, sequences, tables, views, this.others);
    }

    /** The same catalog with other composite types. */
    public Catalog withComposites(List<CompositeType> others) {
        return new Catalog(schemas, enums, others, domains, casts, sequences, tables, views, this.others);
    }

    /** The same catalog with other domains. */
    public Catalog withDomains(List<Domain> others) {
        return new Catalog(schemas, enums, composites, others, casts, sequences, tables, views, this.others);
    }

    /** The same catalog with other sequences. */
    public Catalog withSequences(List<Sequence> others) {
        return new Catalog(schemas, enums, composites, domains, casts, others, tables, views, this.others);
    }

    /** The same catalog with other views. */
    public Catalog withViews(List<View> others) {
        return new Catalog(schemas, enums, composites, domains, casts, sequences, tables, others, this.others);
    }

    /**
     * All objects by kind and name. A table and its columns, constraints and indexes are separate entries, so the order of
     * columns does not matter. Indexes are returned as valid: a rollback need not restore an invalid one.
     */
    public Map<String, SchemaObject> objects() {
        Map<String, SchemaObject> objects = new TreeMap<>();
        Stream.of(schemas, enums, composites, domains, casts, sequences, views)
                .flatMap(List::stream)
                .forEach(object -> objects.put(object.kind() + " " + object.label(), object));
        for (Table table : tables) {
            List<Index> indexes = table.indexes().stream().map(Index::made).toList();
            Stream.of(table.columns(), table.constraints(), indexes)
                    .flatMap(List::stream)
                    .forEach(object -> objects.put(object.kind() + " " + object.label(), object));
            objects.put(
                    "table " + table.label(),
                    new Table(
                            table.name(),
                            List.of(),
                            List.of(),
                            List.of(),
                            table.partitionKey(),
                            table.comment(),
                            table.inheritance()));
        }
        return objects;
    }
}
