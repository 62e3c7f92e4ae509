package com.jarvis.migrator.diff;

import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Operations in phases, so that their order is correct by construction: dependents are dropped before an object and
 * created after it. The phases are in the order of the upgrade; the downgrade runs through them in reverse.
 */
final class PhasedOperations {

    enum Phase {
        FREE_SEQUENCE_NAMES,
        DROP_VIEWS,
        DROP_FOREIGN_KEYS,
        DROP_CASTS,
        DROP_INDEXES,
        DROP_CONSTRAINTS,
        RELEASE_SEQUENCES,
        DROP_TABLES,
        FREE_TYPE_NAMES,
        RENAME,
        CREATE_SCHEMAS,
        RENAME_TYPES,
        CREATE_TYPES,
        CREATE_SEQUENCES,
        CREATE_TABLES,
        DROP_GENERATED_COLUMNS,
        ALTER_TYPES,
        ADD_COLUMNS,
        ALTER_COLUMNS,
        ALTER_REBUILT_TYPES,
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

    /** An operation of the upgrade with its reverse, or one of the downgrade only. */
    private record Entry(Operation upgrade, Operation downgrade) {}

    private final Map<Phase, Set<Entry>> phases = new EnumMap<>(Phase.class);
    private final FreeNames names;

    /** @param names for renames in a cycle */
    PhasedOperations(FreeNames names) {
        this.names = names;
    }

    /** Adds an operation at the end of its phase, unless it is there already, and its reverse to the downgrade. */
    void add(Phase phase, Operation operation) {
        entries(phase).add(new Entry(operation, operation.reverse().orElse(null)));
    }

    /** Adds an operation to the downgrade only, where it runs before the operations that its phase already has. */
    void addToDowngrade(Phase phase, Operation operation) {
        entries(phase).add(new Entry(null, operation));
    }

    /** Removes an operation, if it was added. */
    void remove(Phase phase, Operation operation) {
        entries(phase).removeIf(entry -> operation.equals(entry.upgrade()));
    }

    private Set<Entry> entries(Phase phase) {
        return phases.computeIfAbsent(phase, p -> new LinkedHashSet<>());
    }

    Operations inOrder() {
        List<Operation> upgrade = new ArrayList<>();
        List<Operation> downgrade = new ArrayList<>();
        phases.forEach((phase, entries) -> {
            for (Entry entry : phase == Phase.RENAME ? inOrderOfNames(entries) : List.copyOf(entries)) {
                if (entry.upgrade() != null) {
                    upgrade.add(entry.upgrade());
                }
                if (entry.downgrade() != null) {
                    downgrade.add(0, entry.downgrade());
                }
            }
        });
        return new Operations(upgrade, downgrade);
    }

    private List<Entry> inOrderOfNames(Set<Entry> renames) {
        return RenameOrder.of(renames.stream().map(Entry::upgrade).toList(), names).stream()
                .map(rename -> new Entry(rename, rename.reverse().orElseThrow()))
                .toList();
    }
}
