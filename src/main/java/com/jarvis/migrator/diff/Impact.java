package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a comparison has found to change underneath other objects, which have to be dropped and made again. */
final class Impact {

    private final Map<Name, Set<String>> retyped = new HashMap<>();
    private final Map<Name, Set<String>> converted = new HashMap<>();
    private final Map<Name, Set<String>> removed = new HashMap<>();
    private final Set<Name> droppedTables = new HashSet<>();
    private final Set<Name> remadeTypes = new HashSet<>();
    private final Map<Name, Set<Set<String>>> droppedKeys = new HashMap<>();

    /**
     * The column gets another type.
     *
     * @param isConverted whether to one that other objects on it do not carry over to: its keys have to be made again
     */
    void retyped(Name table, String column, boolean isConverted) {
        (isConverted ? converted : retyped)
                .computeIfAbsent(table, t -> new HashSet<>())
                .add(column);
    }

    /** The column goes, or is dropped and added again. */
    void removed(Name table, String column) {
        removed.computeIfAbsent(table, t -> new HashSet<>()).add(column);
    }

    void droppedTable(Name table) {
        droppedTables.add(table);
    }

    /** The type goes, comes, or is made anew. */
    void remadeType(Name type) {
        remadeTypes.add(type);
    }

    Set<Name> remadeTypes() {
        return remadeTypes;
    }

    void droppedKey(Constraint key) {
        droppedKeys.computeIfAbsent(key.table(), t -> new HashSet<>()).add(Set.copyOf(key.columns()));
    }

    /** Whether a foreign key rests on a key that goes, or is made again. */
    boolean isKeyDropped(Constraint foreignKey) {
        return droppedKeys
                .getOrDefault(foreignKey.referenced(), Set.of())
                .contains(Set.copyOf(foreignKey.referencedColumns()));
    }

    /** The columns of a table that are retyped, or removed. */
    Set<String> columns(Name table) {
        Set<String> columns = columnsToRemake(table);
        columns.addAll(retyped.getOrDefault(table, Set.of()));
        return columns;
    }

    /** The columns of a table that constraints and indexes do not survive on: they are removed, or converted. */
    Set<String> columnsToRemake(Name table) {
        Set<String> columns = new HashSet<>(converted.getOrDefault(table, Set.of()));
        columns.addAll(removed.getOrDefault(table, Set.of()));
        return columns;
    }

    /** Whether the column is removed, or is dropped and added again. */
    boolean isRemoved(Name table, String column) {
        return removed.getOrDefault(table, Set.of()).contains(column);
    }

    /** Whether a view that reads the column, or the whole relation where that is empty, is in the way. */
    boolean isTouched(Name relation, String column) {
        return droppedTables.contains(relation) || columns(relation).contains(column);
    }
}
