package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.UniqueKey;
import com.jarvis.migrator.plan.rollback.Placeholders.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The search for values that the constraints of a table accept. PostgreSQL tries the candidates, on the rows of the live
 * table, in this order: a neutral value of the type, what the constants of the constraints suggest, what the row has in other
 * columns, and at last the values that most rows have.
 */
final class PlaceholderSearch {

    private final OpenColumns open;
    private final PlaceholderRows table;
    private final PlaceholderTrial trial;
    private final PlaceholderCandidates candidates;
    private final PlaceholderCounters counters;

    /** What each open column has, as far as it is decided. */
    private final Map<Column, String> current = new LinkedHashMap<>();

    private final Map<Column, Value> values = new LinkedHashMap<>();
    private final Set<Column> unknown = new LinkedHashSet<>();

    PlaceholderSearch(OpenColumns open, PlaceholderRows table, PlaceholderTrial trial, NeutralValues neutral) {
        this.open = open;
        this.table = table;
        this.trial = trial;
        this.candidates = new PlaceholderCandidates(neutral, open, table, trial);
        this.counters = new PlaceholderCounters(open, table, trial, candidates, current);
    }

    /** The values that were found. A column without one needs none, or none is known. */
    Map<Column, Value> values() {
        return values;
    }

    /** The columns that need a value, and for which none is known. */
    Set<Column> unknown() {
        return unknown;
    }

    void run() throws SQLException {
        for (Column column : open.columns()) {
            current.put(column, column.notNull() ? candidates.first(column) : "null");
        }
        counters.find();
        unknown.addAll(counters.unknown());
        noteExclusions();
        Set<Column> rest = new LinkedHashSet<>(open.columns());
        rest.removeIf(column -> !column.notNull());
        while (!rest.isEmpty()) {
            List<Column> group = open.group(rest.iterator().next(), rest);
            rest.removeAll(group);
            choose(group);
        }
        for (Column column : open.columns()) {
            if (!column.notNull() && counters.has(column)) {
                values.put(column, new Value(null, current.get(column), counters.partition(column), null, 0));
            }
        }
        for (Constraint check : open.checks(open.columns())) {
            fillOptional(check);
        }
        values.keySet().removeAll(unknown);
    }

    /** Nulls never conflict. */
    private void noteExclusions() throws SQLException {
        for (SchemaObject object : open.constraints()) {
            if (object instanceof Constraint constraint
                    && constraint.type() == Constraint.Type.EXCLUSION
                    && open.in(constraint).stream().allMatch(Column::notNull)) {
                trial.mayTry(constraint);
            }
        }
    }

    private void choose(List<Column> group) throws SQLException {
        List<SchemaObject> concerned = new ArrayList<>(open.checks(group));
        for (SchemaObject constraint : open.constraints()) {
            if (UniqueKey.of(constraint).isPresent()
                    && open.in(constraint).stream()
                            .anyMatch(column ->
                                    group.contains(column) && counters.has(column) && !open.isFromParent(column))) {
                concerned.add(constraint);
            }
        }
        Optional<Map<Column, String>> chosen =
                concerned.isEmpty() && isKnown(group) ? Optional.of(Map.of()) : accepted(group, concerned);
        if (chosen.isEmpty()
                && open.checks(group).stream()
                        .allMatch(check -> open.in(check).stream().allMatch(Column::notNull))) {
            unknown.addAll(group);
        }
        current.putAll(chosen.orElse(Map.of()));
        for (Column column : group) {
            values.put(column, value(column));
        }
    }

    private boolean isKnown(List<Column> group) {
        return group.stream().noneMatch(column -> current.get(column).equals("null"));
    }

    private Value value(Column column) throws SQLException {
        String value = current.get(column);
        if (open.isFromParent(column)) {
            int skipped = Math.max(candidates.parents(column).indexOf(value), 0);
            return new Value(candidates.added(column), null, counters.partition(column), null, skipped);
        }
        boolean isPerRow = counters.has(column) || candidates.isOfRow(column, value);
        return isPerRow
                ? new Value(
                        candidates.added(column),
                        value,
                        counters.has(column) ? counters.partition(column) : List.of(),
                        null,
                        0)
                : new Value(value, null, List.of(), null, 0);
    }

    /** The first values that the constraints accept; empty if there are none. */
    private Optional<Map<Column, String>> accepted(List<Column> group, List<SchemaObject> concerned)
            throws SQLException {
        List<String> partition = group.stream()
                .filter(counters::has)
                .findFirst()
                .map(counters::partition)
                .orElse(List.of());
        List<SchemaObject> untriable = new ArrayList<>();
        for (SchemaObject constraint : concerned) {
            if (!trial.mayTry(constraint) && isOf(constraint, group)) {
                untriable.add(constraint);
            }
        }
        if (!untriable.isEmpty()) { // Values that a row has satisfy them.
            Map<Column, String> common = commonest(group);
            if (!common.isEmpty() && trial.accepts(concerned, with(concerned, common), partition)) {
                untriable.forEach(trial::satisfied);
                return Optional.of(common);
            }
        }
        List<Map<Column, String>> tries = new ArrayList<>(List.of(of(group)));
        tries.addAll(combinations(group));
        for (Map<Column, String> tried : tries) {
            if (trial.accepts(concerned, with(concerned, tried), partition)) {
                return Optional.of(tried);
            }
        }
        Map<Column, String> common = commonest(group);
        return !common.isEmpty() && trial.accepts(concerned, with(concerned, common), partition)
                ? Optional.of(common)
                : Optional.empty();
    }

    private Map<Column, String> commonest(List<Column> group) throws SQLException {
        return group.stream().anyMatch(column -> counters.has(column) || open.isFromParent(column))
                        || !candidates.arePlain(group)
                ? Map.of()
                : table.commonest(group);
    }

    private boolean isOf(SchemaObject constraint, List<Column> group) {
        List<Column> used = open.in(constraint);
        return group.containsAll(used)
                && used.size() == OpenColumns.names(constraint).size();
    }

    private Map<Column, String> of(List<Column> columns) {
        Map<Column, String> some = new LinkedHashMap<>(current);
        some.keySet().retainAll(columns);
        return some;
    }

    /** The values of the columns of these constraints, and those to try in their place. */
    private Map<Column, String> with(List<? extends SchemaObject> concerned, Map<Column, String> tried) {
        Map<Column, String> all = new LinkedHashMap<>();
        concerned.forEach(constraint -> all.putAll(of(open.in(constraint))));
        all.putAll(tried);
        return all;
    }

    private List<Map<Column, String>> combinations(List<Column> group) throws SQLException {
        Map<Column, List<String>> options = new LinkedHashMap<>();
        for (Column column : group) {
            options.put(
                    column,
                    open.isFromParent(column)
                            ? counters.has(column) ? List.of(current.get(column)) : candidates.parents(column)
                            : counters.has(column) ? candidates.numbered(column) : candidates.of(column));
        }
        return Combinations.of(options);
    }

    /** Fills a nullable column of a CHECK that does not accept null, in the rows where it does not. */
    private void fillOptional(Constraint check) throws SQLException {
        List<Column> optional =
                open.in(check).stream().filter(column -> !column.notNull()).toList();
        List<Constraint> one = List.of(check);
        if (optional.isEmpty() || trial.accepts(one, with(one, Map.of()), List.of())) {
            return;
        }
        for (Column column : optional) {
            if (values.containsKey(column)) {
                return;
            }
            List<Constraint> over = open.checks(List.of(column));
            for (String value : candidates.optional(column)) {
                if (trial.accepts(over, with(over, Map.of()), List.of(), Map.entry(column, value))) {
                    values.put(column, new Value(null, value, List.of(), PlaceholderTrial.condition(over), 0));
                    return;
                }
            }
        }
        unknown.add(open.in(check).get(0));
    }
}
