package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The changes between two catalogs, for a third that contains the first. What did not change keeps the text that it has
 * there.
 */
record CatalogPatch(Catalog before, Catalog after) {

    /** @return empty if something else than tables, sequences and enum types changed */
    Optional<Catalog> applyTo(Catalog whole, String defaultSchema) {
        boolean isSimple = before.schemas().equals(after.schemas())
                && before.composites().equals(after.composites())
                && before.domains().equals(after.domains())
                && before.casts().equals(after.casts())
                && before.views().equals(after.views());
        if (!isSimple) {
            return Optional.empty();
        }
        Comparator<SchemaObject> order = Comparator.<SchemaObject, String>comparing(object ->
                        Optional.ofNullable(object.relation().schema()).orElse(defaultSchema))
                .thenComparing(object -> object.relation().local());
        Map<Name, Table> known = byName(whole.tables());
        Map<Name, Table> old = byName(before.tables());
        List<Table> tables = after.tables().stream()
                .map(table -> patched(known.get(table.name()), old.get(table.name()), table))
                .toList();
        return Optional.of(whole.withTables(sorted(whole.tables(), before.tables(), tables, order))
                .withSequences(sorted(whole.sequences(), before.sequences(), after.sequences(), order))
                .withEnums(sorted(whole.enums(), before.enums(), after.enums(), order)));
    }

    private static <T extends SchemaObject> Map<Name, T> byName(List<T> objects) {
        return objects.stream()
                .collect(Collectors.toMap(
                        SchemaObject::relation, object -> object, (one, other) -> one, LinkedHashMap::new));
    }

    private static <T extends SchemaObject> List<T> sorted(
            List<T> whole, List<T> before, List<T> after, Comparator<SchemaObject> order) {
        Map<Name, T> objects = byName(whole);
        before.forEach(object -> objects.remove(object.relation()));
        after.forEach(object -> objects.put(object.relation(), object));
        return objects.values().stream().sorted(order).toList();
    }

    private static Table patched(Table known, Table before, Table after) {
        if (known == null || before == null) {
            return after;
        }
        if (before.equals(after)) {
            return known;
        }
        return new Table(
                after.name(),
                patched(known.columns(), before.columns(), after.columns()),
                patched(known.constraints(), before.constraints(), after.constraints()),
                patched(known.indexes(), before.indexes(), after.indexes()),
                after.partitionKey(),
                after.comment(),
                after.inheritance());
    }

    private static <T extends SchemaObject> List<T> patched(List<T> known, List<T> before, List<T> after) {
        Map<String, T> texts = known.stream().collect(Collectors.toMap(SchemaObject::label, object -> object));
        return after.stream()
                .map(object -> before.contains(object) ? texts.getOrDefault(object.label(), object) : object)
                .toList();
    }
}
