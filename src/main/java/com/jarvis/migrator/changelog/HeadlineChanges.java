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

/** The changes that a person would name: without what comes or goes with its table, or as casts do with their type. */
final class HeadlineChanges {

    private HeadlineChanges() {}

    static List<Operation> of(List<Operation> all) {
        List<Operation> operations = NetChanges.of(all);
        List<Operation> withoutCasts = operations.stream()
                .filter(o -> !(madeOrDropped(o) instanceof Cast))
                .toList();
        return withoutParts(withoutCasts.isEmpty() ? operations : withoutCasts);
    }

    private static List<Operation> withoutParts(List<Operation> operations) {
        Set<Name> tables = operations.stream()
                .map(HeadlineChanges::madeOrDropped)
                .filter(o -> o instanceof Table)
                .map(o -> ((Table) o).name())
                .collect(Collectors.toSet());
        return operations.stream()
                .filter(o -> {
                    SchemaObject object = madeOrDropped(o);
                    return object == null || object instanceof Table || !tables.contains(object.table());
                })
                .toList();
    }

    private static SchemaObject madeOrDropped(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return create.object();
        }
        return operation instanceof Operation.Drop drop ? drop.object() : null;
    }
}
