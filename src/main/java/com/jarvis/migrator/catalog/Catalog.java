package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that a set of schemas holds and a migration can change, and the labels of what it holds besides.
 *
 * @param others what no entity can say and no migration of ours touches: triggers, functions, policies and the like,
 *     each as kind and name
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

    /** A catalog in which there is nothing. */
    public static final Catalog EMPTY = new Catalog(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** The table of that name, if there is one. */
    public Optional<Table> table(Name name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The same catalog with other tables. */
    public Catalog withTables(List<Table> others) {
        return new Catalog(schemas, enums, composites, domains, casts, sequences, others, views, this.others);
    }

    /** The same catalog with other enum types. */
    public Catalog withEnums(List<EnumType> others) {
        return new Catalog(schemas, others, composites, domains, casts, sequences, tables, views, this.others);
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
     * All objects by kind and name, a table and what belongs to it each by itself, whatever the order of columns. An
     * index counts as valid: nobody wants one back that is not.
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
                    new Table(table.name(), List.of(), List.of(), List.of(), table.partitionKey(), table.comment()));
        }
        return objects;
    }
}
