package com.jarvis.migrator.changelog;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NetChanges;
import com.jarvis.migrator.operation.Operation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The changes worth a headline: without objects created or dropped with their table, and without casts of a type. */
final class HeadlineChanges {

    private HeadlineChanges() {}

    static List<Operation> of(List<Operation> all) {
        List<Operation> operations = NetChanges.of(all);
        List<Operation> withoutCasts = operations.stream()
                .filter(o -> !(createdOrDropped(o) instanceof Cast))
                .toList();
        return withoutParts(withoutCasts.isEmpty() ? operations : withoutCasts);
    }

    private static List<Operation> withoutParts(List<Operation> operations) {
        Set<Name> tables = operations.stream()
                .map(HeadlineChanges::createdOrDropped)
                .filter(o -> o instanceof Table)
                .map(o -> ((Table) o).name())
                .collect(Collectors.toSet());
        return operations.stream()
                .filter(o -> {
                    SchemaObject object = createdOrDropped(o);
                    return object == null || object instanceof Table || !tables.contains(object.table());
                })
                .toList();
    }

    private static SchemaObject createdOrDropped(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return create.object();
        }
        return operation instanceof Operation.Drop drop ? drop.object() : null;
    }
}
