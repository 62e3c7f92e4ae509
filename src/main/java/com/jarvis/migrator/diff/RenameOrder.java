package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.List;

/** Orders renames of constraints and indexes so that each new name is free. A cycle is broken by a temporary name. */
final class RenameOrder {

    private RenameOrder() {}

    static List<Operation> of(List<Operation> renames, FreeNames names) {
        List<Rename> rest =
                new ArrayList<>(renames.stream().map(Rename.class::cast).toList());
        List<Operation> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            Rename next = rest.stream()
                    .filter(rename -> rest.stream()
                            .noneMatch(other ->
                                    other != rename && name(other.before()).equals(name(rename.after()))))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                Rename first = rest.get(0);
                SchemaObject between = between(first.before(), ordered.size(), names);
                ordered.add(new Rename(first.before(), between));
                rest.set(0, new Rename(between, first.after()));
            } else {
                ordered.add(next);
                rest.remove(next);
            }
        }
        return ordered;
    }

    /** The name with its namespace: the relations of the schema for an object with an index, otherwise the table. */
    private static String name(SchemaObject object) {
        return object.relation() == null ? object.label() : object.relation() + " (relation)";
    }

    private static SchemaObject between(SchemaObject object, int number, FreeNames names) {
        if (object instanceof Constraint constraint) {
            return constraint.named(names.between(constraint.table(), number).local());
        }
        Index index = (Index) object;
        return index.named(names.between(index.name(), number).local());
    }
}
