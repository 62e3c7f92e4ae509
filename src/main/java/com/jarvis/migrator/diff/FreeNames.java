package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.sql.Identifiers;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Chooses names for objects that exist only while a migration runs. No relation, type or constraint of the schema has them
 * before or after.
 */
final class FreeNames {

    private final Predicate<Name> isTaken;
    private final Set<String> columns = new HashSet<>();
    private final Map<Name, Name> chosen = new HashMap<>();

    /** @param isTaken whether a relation, type or constraint of the live database has the name */
    FreeNames(Catalog live, Catalog model, Predicate<Name> isTaken) {
        Set<Name> compared = new HashSet<>();
        for (Catalog catalog : List.of(live, model)) {
            names(catalog).forEach(compared::add);
            catalog.tables().forEach(table -> table.columns().forEach(column -> columns.add(column.name())));
        }
        this.isTaken = name -> compared.contains(name) || isTaken.test(name);
    }

    /** A name for an object that has to go or to be rebuilt: {@code mood_old}; the same one each time. */
    Name old(Name name) {
        return chosen.computeIfAbsent(name, n -> free(n, "_old"));
    }

    /**
     * A name for an object that has to give up its own for a moment, in the schema of that one.
     *
     * @param first the first number to try
     */
    Name between(Name name, int first) {
        for (int number = first; ; number++) {
            Name candidate = name.sibling("jarvis_rename_" + number);
            if (isFree(candidate)) {
                return candidate;
            }
        }
    }

    /** The same for a column: no table has one of that name. */
    String betweenColumns(int first) {
        int number = first;
        while (columns.contains("jarvis_rename_" + number)) {
            number++;
        }
        return "jarvis_rename_" + number;
    }

    private Name free(Name name, String ending) {
        for (int number = 0; ; number++) {
            String end = ending + (number == 0 ? "" : number);
            Name candidate = name.sibling(Identifiers.cut(name.local(), 62 - end.length()) + end);
            if (isFree(candidate)) {
                return candidate;
            }
        }
    }

    private boolean isFree(Name name) {
        return !chosen.containsValue(name) && !isTaken.test(name);
    }

    private static Stream<Name> names(Catalog catalog) {
        Stream<SchemaObject.Named> objects = Stream.<Collection<? extends SchemaObject.Named>>of(
                        catalog.enums(),
                        catalog.composites(),
                        catalog.domains(),
                        catalog.sequences(),
                        catalog.tables(),
                        catalog.views())
                .flatMap(Collection::stream);
        return Stream.concat(
                objects.map(SchemaObject.Named::name), catalog.tables().stream().flatMap(FreeNames::within));
    }

    private static Stream<Name> within(Table table) {
        return Stream.of(
                        table.constraints().stream()
                                .map(constraint -> table.name().sibling(constraint.name())),
                        table.indexes().stream().map(Index::name),
                        table.columns().stream().map(FreeNames::identity).filter(Objects::nonNull))
                .flatMap(names -> names);
    }

    /** The name of the sequence of an identity column; null for another column. */
    static Name identity(Column column) {
        return column.identity() == null ? null : column.identity().sequence().name();
    }
}
