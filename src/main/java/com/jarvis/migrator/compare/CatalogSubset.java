package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.ContainingTypes;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a catalog that operations can affect: the tables that they change, those at the other end of a foreign
 * key, and the views that read one of these, with everything that the views read. The rest need not be copied.
 *
 * @param relations the names of the tables and views
 */
public record CatalogSubset(Set<Name> relations) {

    /** The tables and views of another catalog. */
    public static CatalogSubset containing(Catalog catalog) {
        return new CatalogSubset(Stream.concat(
                        catalog.tables().stream().map(Table::name),
                        catalog.views().stream().map(View::name))
                .collect(Collectors.toSet()));
    }

    static CatalogSubset of(Operations both, Catalog live, Catalog model) {
        List<Operation> operations = Stream.of(both.upgrade(), both.downgrade())
                .flatMap(List::stream)
                .toList();
        Set<Name> changed = new HashSet<>();
        operations.forEach(operation -> operation.objects().forEach(object -> addRelation(object, changed)));
        addUsersOfTypes(operations, live, changed);
        Set<Name> all = new HashSet<>(changed);
        addParents(live, all);
        for (Catalog catalog : List.of(live, model)) {
            for (Table table : catalog.tables()) {
                for (Constraint constraint : table.constraints()) {
                    if (constraint.referenced() != null) {
                        addOther(changed, constraint.table(), constraint.referenced(), all);
                        addOther(changed, constraint.referenced(), constraint.table(), all);
                    }
                }
            }
            addViews(catalog, all);
        }
        return new CatalogSubset(all);
    }

    /** Adds the table or view that the object is or belongs to. */
    static void addRelation(SchemaObject object, Set<Name> names) {
        if (object.table() != null) {
            names.add(object.table());
        } else if (object instanceof View view) {
            names.add(view.name());
        } else if (object instanceof Sequence sequence && sequence.owner() != null) {
            names.add(sequence.owner().table());
        }
    }

    /** A change of a type or sequence affects every table that uses it, or uses a type that contains it. */
    private static void addUsersOfTypes(List<Operation> operations, Catalog live, Set<Name> changed) {
        Set<Name> names = new HashSet<>();
        operations.stream()
                .flatMap(operation -> operation.objects().stream())
                .forEach(object -> addTypeOrSequence(object, names));
        ContainingTypes types = ContainingTypes.of(live, names);
        live.tables().stream()
                .filter(table -> table.columns().stream().anyMatch(types::areUsedBy))
                .forEach(table -> changed.add(table.name()));
    }

    /** A table is created after those that it inherits from. */
    private static void addParents(Catalog catalog, Set<Name> all) {
        Deque<Name> rest = new ArrayDeque<>(all);
        while (!rest.isEmpty()) {
            catalog.table(rest.remove()).stream()
                    .flatMap(table -> table.parents().stream())
                    .filter(all::add)
                    .forEach(rest::add);
        }
    }

    private static void addTypeOrSequence(SchemaObject object, Set<Name> names) {
        if (object instanceof EnumType
                || object instanceof CompositeType
                || object instanceof Domain
                || object instanceof Sequence) {
            names.add(object.relation());
        }
    }

    private static void addOther(Set<Name> changed, Name one, Name other, Set<Name> all) {
        if (changed.contains(one)) {
            all.add(other);
        }
    }

    private static void addViews(Catalog catalog, Set<Name> all) {
        // A view follows the views that it reads. The reverse order adds what a view reads before that is visited.
        for (int i = catalog.views().size() - 1; i >= 0; i--) {
            View view = catalog.views().get(i);
            if (all.contains(view.name()) || view.uses().stream().anyMatch(use -> all.contains(use.relation()))) {
                all.add(view.name());
                view.uses().forEach(use -> all.add(use.relation()));
            }
        }
        for (View view : catalog.views()) {
            if (view.uses().stream().anyMatch(use -> all.contains(use.relation())) && all.add(view.name())) {
                view.uses().forEach(use -> all.add(use.relation()));
            }
        }
    }

    /** That part of the catalog, without foreign keys to tables outside it and sequences of columns outside it. */
    public Catalog in(Catalog catalog) {
        return catalog.withSequences(catalog.sequences().stream()
                        .filter(sequence -> sequence.owner() == null
                                || relations.contains(sequence.owner().table()))
                        .toList())
                .withTables(catalog.tables().stream()
                        .filter(table -> relations.contains(table.name()))
                        .map(this::inside)
                        .toList())
                .withViews(catalog.views().stream()
                        .filter(view -> relations.contains(view.name()))
                        .toList());
    }

    private Table inside(Table table) {
        return table.withConstraints(table.constraints().stream()
                .filter(constraint -> constraint.referenced() == null || relations.contains(constraint.referenced()))
                .toList());
    }
}
