package com.jarvis.migrator.diff;

import com.jarvis.migrator.operation.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Operations in an order that works by construction: what depends on something goes before it is dropped and comes
 * after it is made. As the order of the phases is right forth, the reverse is right back.
 */
final class PhasedOperations {

    enum Phase {
        DROP_VIEWS,
        DROP_FOREIGN_KEYS,
        DROP_CASTS,
        DROP_INDEXES,
        DROP_CONSTRAINTS,
        RELEASE_SEQUENCES,
        DROP_TABLES,
        RENAME,
        CREATE_SCHEMAS,
        RENAME_TYPES,
        CREATE_TYPES,
        CREATE_SEQUENCES,
        CREATE_TABLES,
        DROP_GENERATED_COLUMNS,
        ADD_COLUMNS,
        FILL_COLUMNS,
        ALTER_COLUMNS,
        DROP_COLUMNS,
        REBUILD_COLUMNS,
        ADD_GENERATED_COLUMNS,
        DROP_SEQUENCES,
        ADD_IDENTITIES,
        DROP_TYPES,
        CREATE_CASTS,
        ADD_KEYS,
        ADD_CONSTRAINTS,
        CREATE_INDEXES,
        ADD_FOREIGN_KEYS,
        OWN_SEQUENCES,
        COMMENT,
        CREATE_VIEWS
    }

    private final Map<Phase, Set<Operation>> phases = new EnumMap<>(Phase.class);

    /** Adds an operation, once, behind those that its phase has already. */
    void add(Phase phase, Operation operation) {
        phases.computeIfAbsent(phase, p -> new LinkedHashSet<>()).add(operation);
    }

    /** Takes back an operation, if it was added. */
    void remove(Phase phase, Operation operation) {
        phases.getOrDefault(phase, new LinkedHashSet<>()).remove(operation);
    }

    List<Operation> inOrder() {
        List<Operation> operations = new ArrayList<>();
        phases.forEach((phase, planned) ->
                operations.addAll(phase == Phase.RENAME ? RenameOrder.of(List.copyOf(planned)) : planned));
        return operations;
    }
}
