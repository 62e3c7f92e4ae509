package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The part of a catalog that operations can have to do with: the tables that they touch, those at the other end of a
 * foreign key, and the views that read one of them with all that these read. The rest need not be copied.
 *
 * @param relations the names of the tables and views
 */
record CatalogSubset(Set<Name> relations) {

    static CatalogSubset of(Operations both, Catalog live, Catalog model) {
        List<Operation> operations = Stream.of(both.upgrade(), both.downgrade())
                .flatMap(List::stream)
                .toList();
        Set<Name> touched = new HashSet<>();
        operations.forEach(operation -> operation.objects().forEach(object -> addRelation(object, touched)));
        addUsersOfTypes(operations, live, touched);
        Set<Name> all = new HashSet<>(touched);
        for (Catalog catalog : List.of(live, model)) {
            for (Table table : catalog.tables()) {
                for (Constraint constraint : table.constraints()) {
                    if (constraint.referenced() != null) {
                        addOther(touched, constraint.table(), constraint.referenced(), all);
                        addOther(touched, constraint.referenced(), constraint.table(), all);
                    }
                }
            }
            addViews(catalog, all);
        }
        return new CatalogSubset(all);
    }

    /** Adds the table or view whose rows or definition an object has to do with. */
    static void addRelation(SchemaObject object, Set<Name> names) {
        if (object.table() != null) {
            names.add(object.table());
        } else if (object instanceof View view) {
            names.add(view.name());
        } else if (object instanceof Sequence sequence && sequence.owner() != null) {
            names.add(sequence.owner().table());
        }
    }

    /** A type or sequence that changes matters to every table that uses it. */
    private static void addUsersOfTypes(List<Operation> operations, Catalog live, Set<Name> touched) {
        Set<Name> names = new HashSet<>();
        operations.stream()
                .flatMap(operation -> operation.objects().stream())
                .forEach(object -> addTypeOrSequence(object, names));
        for (Table table : live.tables()) {
            for (Column column : table.columns()) {
                if (!Collections.disjoint(column.references().objects(), names)) {
                    touched.add(table.name());
                }
            }
        }
    }

    private static void addTypeOrSequence(SchemaObject object, Set<Name> names) {
        if (object instanceof EnumType type) {
            names.add(type.name());
        } else if (object instanceof CompositeType type) {
            names.add(type.name());
        } else if (object instanceof Sequence sequence) {
            names.add(sequence.name());
        }
    }

    private static void addOther(Set<Name> touched, Name one, Name other, Set<Name> all) {
        if (touched.contains(one)) {
            all.add(other);
        }
    }

    private static void addViews(Catalog catalog, Set<Name> all) {
        // Views stand behind those that they read; reading them backwards adds what a view reads before its turn comes.
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

    /** The part of the catalog; a foreign key that leads out of it, or a sequence of a column outside, is left out. */
    Catalog in(Catalog catalog) {
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
