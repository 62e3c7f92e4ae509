package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes that force dependent objects to be dropped and created again. A comparison fills it as it proceeds. */
final class Impact {

    private final Map<Name, Set<String>> retyped = new HashMap<>();
    private final Map<Name, Set<String>> converted = new HashMap<>();
    private final Map<Name, Set<String>> incomparable = new HashMap<>();
    private final Map<Name, Set<String>> removed = new HashMap<>();
    private final Set<Name> droppedTables = new HashSet<>();
    private final Set<Name> rebuiltTypes = new HashSet<>();
    private final Map<Name, Set<Set<String>>> droppedKeys = new HashMap<>();

    /**
     * The type of the column changes.
     *
     * @param isConverted whether a direction needs a USING clause: then foreign keys, checks and expression indexes
     *     must be dropped first
     */
    void retyped(Name table, String column, boolean isConverted) {
        (isConverted ? converted : retyped)
                .computeIfAbsent(table, t -> new HashSet<>())
                .add(column);
    }

    /** The type changes to one that a foreign key cannot compare with the old one. */
    void incomparable(Name table, String column) {
        incomparable.computeIfAbsent(table, t -> new HashSet<>()).add(column);
    }

    /** Whether a foreign key over these columns of a table must be dropped first. */
    boolean isKeyReplaced(Name table, List<String> columns) {
        Set<String> replaced = replacedColumns(table);
        replaced.addAll(incomparable.getOrDefault(table, Set.of()));
        return !Collections.disjoint(columns, replaced);
    }

    /** The column is dropped, or dropped and added again. */
    void removed(Name table, String column) {
        removed.computeIfAbsent(table, t -> new HashSet<>()).add(column);
    }

    void droppedTable(Name table) {
        droppedTables.add(table);
    }

    /** The type is dropped, created or rebuilt. */
    void rebuiltType(Name type) {
        rebuiltTypes.add(type);
    }

    Set<Name> rebuiltTypes() {
        return rebuiltTypes;
    }

    /** Whether the expression contains a value of such a type, or a cast to it. */
    boolean castsToRebuiltType(String sql) {
        return rebuiltTypes.stream().anyMatch(type -> PrintedTypes.castsTo(sql, type.sql()));
    }

    void droppedKey(Constraint key) {
        droppedKeys.computeIfAbsent(key.table(), t -> new HashSet<>()).add(Set.copyOf(key.columns()));
    }

    /** Whether the foreign key references a key that is dropped, possibly to be created again. */
    boolean isKeyDropped(Constraint foreignKey) {
        return droppedKeys
                .getOrDefault(foreignKey.referenced(), Set.of())
                .contains(Set.copyOf(foreignKey.referencedColumns()));
    }

    /** The columns of a table that change their type or are removed. */
    Set<String> columns(Name table) {
        Set<String> columns = replacedColumns(table);
        columns.addAll(retyped.getOrDefault(table, Set.of()));
        return columns;
    }

    /**
     * The columns of a table whose foreign keys, checks and indexes must be dropped first: removed or converted ones.
     */
    Set<String> replacedColumns(Name table) {
        Set<String> columns = new HashSet<>(converted.getOrDefault(table, Set.of()));
        columns.addAll(removed.getOrDefault(table, Set.of()));
        return columns;
    }

    /** Whether the column is dropped, or dropped and added again. */
    boolean isRemoved(Name table, String column) {
        return removed.getOrDefault(table, Set.of()).contains(column);
    }

    /**
     * Whether an object that uses the column must be dropped first.
     *
     * @param column empty for the relation as a whole
     */
    boolean isAffected(Name relation, String column) {
        return droppedTables.contains(relation) || columns(relation).contains(column);
    }
}
