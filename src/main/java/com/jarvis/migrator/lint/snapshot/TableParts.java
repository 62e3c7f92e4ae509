package com.jarvis.migrator.lint.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A snapshot by table, of which some tables can be read and replaced without a look at the others. */
final class TableParts {

    /** A table with its constraints and indexes. */
    private record Part(Snapshot.Table table, List<Snapshot.Constraint> constraints, List<Snapshot.Index> indexes) {

        Stream<String> names() {
            return Stream.concat(Stream.of(table.localName()), indexes.stream().map(Snapshot.Index::localName));
        }
    }

    private final Map<Long, Part> parts = new HashMap<>();
    private final Map<Long, Long> tablesOfIndexes = new HashMap<>();
    private final Map<String, Set<Long>> tablesOfNames = new HashMap<>();
    private Snapshot types;

    TableParts(Snapshot all) {
        types = all.of(Set.of());
        add(all);
    }

    /** The tables and indexes with a name, as their tables. */
    Set<Long> named(String name) {
        return tablesOfNames.getOrDefault(name, Set.of());
    }

    /** The table of an index; the relation itself if it is none. */
    long tableOf(long relation) {
        return tablesOfIndexes.getOrDefault(relation, relation);
    }

    /** The part about these tables, and all types. */
    Snapshot of(Set<Long> some) {
        List<Part> found =
                some.stream().filter(parts::containsKey).map(parts::get).toList();
        return new Snapshot(
                byId(found, part -> List.of(part.table), Snapshot.Table::oid),
                byId(found, Part::constraints, Snapshot.Constraint::oid),
                byId(found, Part::indexes, Snapshot.Index::oid),
                types.enums(),
                types.domains());
    }

    /** The whole snapshot. */
    Snapshot all() {
        return of(parts.keySet());
    }

    /** Replaces some tables by their state in another snapshot; removes those that it lacks. */
    void replace(Set<Long> some, Snapshot other) {
        for (long table : some) {
            Part part = parts.remove(table);
            if (part != null) {
                part.indexes.forEach(index -> tablesOfIndexes.remove(index.oid()));
                part.names().forEach(name -> tablesOfNames.get(name).remove(table));
            }
        }
        add(other);
    }

    /** Replaces all types by those of another snapshot. */
    void replaceTypes(Snapshot other) {
        types = other.of(Set.of());
    }

    private void add(Snapshot snapshot) {
        Map<Long, List<Snapshot.Constraint>> constraints =
                snapshot.constraints().values().stream().collect(Collectors.groupingBy(Snapshot.Constraint::table));
        Map<Long, List<Snapshot.Index>> indexes =
                snapshot.indexes().values().stream().collect(Collectors.groupingBy(Snapshot.Index::table));
        snapshot.tables().forEach((oid, table) -> {
            Part part = new Part(table, constraints.getOrDefault(oid, List.of()), indexes.getOrDefault(oid, List.of()));
            parts.put(oid, part);
            part.indexes.forEach(index -> tablesOfIndexes.put(index.oid(), oid));
            part.names().forEach(name -> tablesOfNames
                    .computeIfAbsent(name, any -> new HashSet<>())
                    .add(oid));
        });
    }

    private static <T> Map<Long, T> byId(
            List<Part> parts, Function<Part, Collection<T>> objects, ToLongFunction<T> id) {
        Map<Long, T> all = new TreeMap<>();
        parts.forEach(part -> objects.apply(part).forEach(object -> all.put(id.applyAsLong(object), object)));
        return all;
    }
}
