package com.jarvis.migrator.catalog;

import com.jarvis.migrator.sql.PrintedTypes;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Types and the types that contain them, however deep: composite types with attributes of them, and domains over them. A column
 * of any of these holds values of the types, or arrays of these values.
 *
 * @param names the names of all these types
 */
public record ContainingTypes(Set<Name> names) {

    /** @param types the names of types; a sequence among them is contained in none */
    public static ContainingTypes of(Catalog catalog, Collection<Name> types) {
        Set<Name> all = new HashSet<>(types);
        boolean isComplete = false;
        while (!isComplete) {
            int before = all.size();
            catalog.composites().stream()
                    .filter(whole -> whole.attributes().stream()
                            .anyMatch(part ->
                                    !Collections.disjoint(part.references().objects(), all)))
                    .forEach(whole -> all.add(whole.name()));
            catalog.domains().stream()
                    .filter(domain -> all.stream().anyMatch(type -> PrintedTypes.isOf(domain.base(), type.sql())))
                    .toList()
                    .forEach(domain -> all.add(domain.name()));
            isComplete = all.size() == before;
        }
        return new ContainingTypes(all);
    }

    /** Whether the column's type, default or generation expression uses one of the types. */
    public boolean areUsedBy(Column column) {
        return !Collections.disjoint(column.references().objects(), names);
    }
}
