package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the sequences and types whose names an upgrade uses before it has dropped them. All relations of a schema share their
 * names, and so do all types; each table, view and composite type is both (manual, 5.10 and 8.16).
 */
final class NameCollisions {

    private final Map<Name, SchemaObject> relations = new HashMap<>();
    private final Map<Name, SchemaObject> types = new HashMap<>();
    private final Set<SchemaObject> live = new HashSet<>();
    private final List<SchemaObject.Named> found = new ArrayList<>();

    private NameCollisions(Catalog live) {
        Stream.of(live.enums(), live.composites(), live.domains(), live.sequences(), live.tables(), live.views())
                .flatMap(List::stream)
                .forEach(this::add);
        live.tables().forEach(table -> Stream.of(table.constraints(), table.indexes())
                .flatMap(List::stream)
                .forEach(this::add));
        this.live.addAll(relations.values());
        this.live.addAll(types.values());
    }

    /** The objects, in the order in which the upgrade uses their names. */
    static List<SchemaObject.Named> of(Catalog live, List<Operation> upgrade) {
        NameCollisions collisions = new NameCollisions(live);
        upgrade.forEach(collisions::run);
        return collisions.found;
    }

    private void run(Operation operation) {
        if (operation instanceof Create create) {
            add(create.object());
        } else if (operation instanceof Drop drop) {
            remove(drop.object());
        } else if (operation instanceof Rename rename) {
            remove(rename.before());
            add(rename.after());
        } else if (operation instanceof AlterColumn alter) {
            remove(alter.before());
            add(alter.after());
        }
    }

    private void add(SchemaObject object) {
        if (object.relation() != null) {
            add(object.relation(), object);
        }
        parts(object).forEach(part -> add(part.relation(), part));
    }

    private void add(Name name, SchemaObject object) {
        if (isRelation(object)) {
            add(name, object, relations);
        }
        if (isType(object)) {
            add(name, object, types);
        }
    }

    private void add(Name name, SchemaObject object, Map<Name, SchemaObject> names) {
        SchemaObject owner = names.put(name, object);
        boolean canStepAside = owner instanceof Sequence || owner instanceof EnumType || owner instanceof CompositeType;
        if (canStepAside && live.contains(owner) && !found.contains(owner)) {
            found.add((SchemaObject.Named) owner);
        }
    }

    private void remove(SchemaObject object) {
        Stream.concat(Stream.of(object), parts(object))
                .filter(part -> part.relation() != null)
                .forEach(part -> {
                    remove(part, relations);
                    remove(part, types);
                });
    }

    private static void remove(SchemaObject object, Map<Name, SchemaObject> names) {
        names.computeIfPresent(
                object.relation(), (name, owner) -> owner.getClass() == object.getClass() ? null : owner);
    }

    /** What is created along with an object: the primary key of a table, the sequence of an identity. */
    private static Stream<SchemaObject> parts(SchemaObject object) {
        if (object instanceof Table table) {
            return Stream.concat(
                    table.primaryKey().stream(), table.columns().stream().flatMap(NameCollisions::parts));
        }
        return object instanceof Column column && column.identity() != null
                ? Stream.of(column.identity().sequence())
                : Stream.of();
    }

    private static boolean isRelation(SchemaObject object) {
        return !(object instanceof EnumType || object instanceof Domain);
    }

    private static boolean isType(SchemaObject object) {
        return object instanceof EnumType
                || object instanceof Domain
                || object instanceof CompositeType
                || object instanceof Table
                || object instanceof View;
    }
}
