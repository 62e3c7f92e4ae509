package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.UniqueKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns whose values differ from row to row, because keys say so: one of each key. The others may have any values. */
final class PlaceholderCounters {

    private final OpenColumns open;
    private final PlaceholderRows table;
    private final PlaceholderTrial trial;
    private final PlaceholderCandidates candidates;

    /** What the open columns have; receives the numbers. */
    private final Map<Column, String> current;

    private final Map<Column, List<String>> partitions = new LinkedHashMap<>();
    private final Set<Column> unknown = new LinkedHashSet<>();

    PlaceholderCounters(
            OpenColumns open,
            PlaceholderRows table,
            PlaceholderTrial trial,
            PlaceholderCandidates candidates,
            Map<Column, String> current) {
        this.open = open;
        this.table = table;
        this.trial = trial;
        this.candidates = candidates;
        this.current = current;
    }

    /** Finds a column for each key. */
    void find() throws SQLException {
        for (SchemaObject constraint : open.constraints()) {
            UniqueKey key = UniqueKey.of(constraint).orElse(null);
            if (key != null && mustDiffer(constraint)) {
                find(constraint, key);
            }
        }
    }

    boolean has(Column column) {
        return partitions.containsKey(column);
    }

    /** The columns within whose values the rows are numbered; null if they are not. */
    List<String> partition(Column column) {
        return partitions.get(column);
    }

    /** The columns of keys for which no values are known that differ. */
    Set<Column> unknown() {
        return unknown;
    }

    /** Rows without a value in a column of a key do not count, unless nulls are equal. */
    private boolean mustDiffer(SchemaObject constraint) throws SQLException {
        List<Column> inKey = open.in(constraint);
        if (inKey.stream().allMatch(Column::notNull)) {
            return true;
        }
        Map<Column, String> values = new LinkedHashMap<>(current);
        values.keySet().retainAll(inKey);
        return isNullsEqual(constraint) && !trial.accepts(List.of(constraint), values, List.of());
    }

    static boolean isNullsEqual(SchemaObject object) {
        return object instanceof Constraint constraint
                ? constraint.properties().contains(Constraint.Property.NULLS_NOT_DISTINCT)
                : ((Index) object).definition().contains(" NULLS NOT DISTINCT");
    }

    private void find(SchemaObject constraint, UniqueKey key) throws SQLException {
        List<Column> inKey = open.in(constraint);
        List<String> partition = new ArrayList<>(key.columns());
        inKey.forEach(column -> partition.remove(column.name()));
        for (Column column : inKey) {
            if (has(column)) { // Rows that differ among more rows do so among fewer.
                partitions.get(column).retainAll(partition);
                return;
            }
        }
        for (Column column : bestFirst(inKey)) {
            if (open.isFromParent(column)
                    ? table.hasEnoughParents(open.parent(column).orElseThrow(), partition)
                    : isNumbered(column, constraint, partition)) {
                partitions.put(column, partition);
                return;
            }
        }
        unknown.add(inKey.get(0));
    }

    /** Those whose types have most values first; foreign keys, whose parents may be few, last. */
    private List<Column> bestFirst(List<Column> columns) throws SQLException {
        Map<Column, Integer> capacities = new LinkedHashMap<>();
        for (Column column : columns) {
            capacities.put(column, open.isFromParent(column) ? 0 : 1 + candidates.capacity(column));
        }
        return columns.stream()
                .sorted(Comparator.comparing(capacities::get).reversed())
                .toList();
    }

    private boolean isNumbered(Column column, SchemaObject constraint, List<String> partition) throws SQLException {
        List<SchemaObject> own = new ArrayList<>(List.of(constraint));
        open.checks(List.of(column)).stream()
                .filter(check -> open.in(check).equals(List.of(column)))
                .forEach(own::add);
        for (String value : candidates.numbered(column)) {
            Map<Column, String> tried = new LinkedHashMap<>(current);
            tried.keySet().retainAll(open.in(constraint));
            tried.put(column, value);
            if (trial.accepts(own, tried, partition)) {
                current.put(column, value);
                return true;
            }
        }
        return false;
    }
}
