package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.UniqueKey;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.sql.ViolationQueries;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Has PostgreSQL try values for the restored columns of a table against its constraints, on the rows of the live table. */
final class PlaceholderTrial {

    private final PlaceholderRows table;
    private final LiveRows rows;

    /** Why a constraint cannot be tried; empty if it can. */
    private final Map<SchemaObject, Optional<String>> reasons = new LinkedHashMap<>();

    PlaceholderTrial(PlaceholderRows table, LiveRows rows) {
        this.table = table;
        this.rows = rows;
    }

    /** The constraints that were not tried, and why, one line each. */
    List<String> untried() {
        List<String> untried = new ArrayList<>();
        reasons.forEach((constraint, reason) ->
                reason.ifPresent(why -> untried.add(Printable.line(OperationText.what(constraint)
                        + ": the values that a rollback fills in were not tried against it, because " + why))));
        return untried;
    }

    /** Counts a constraint as tried: its columns get values that a row has. */
    void satisfied(SchemaObject constraint) {
        reasons.put(constraint, Optional.empty());
    }

    /**
     * Whether the values are of the columns' types, no required one is null, and the rows satisfy the constraints with them.
     *
     * @param values SQL over the row's other columns, and its number {@code r.jarvis_n} within the rows with the same values in the
     *     columns of the partition; columns that are not here have their live values
     */
    boolean accepts(Collection<? extends SchemaObject> constraints, Map<Column, String> values, List<String> partition)
            throws SQLException {
        return accepts(constraints, values, partition, null);
    }

    /** @param optional gets its value only in rows that violate the constraints without one; null for none */
    boolean accepts(
            Collection<? extends SchemaObject> constraints,
            Map<Column, String> values,
            List<String> partition,
            Map.Entry<Column, String> optional)
            throws SQLException {
        List<SchemaObject> tried = new ArrayList<>();
        for (SchemaObject constraint : constraints) {
            if (mayTry(constraint)) {
                tried.add(constraint);
            }
        }
        if (table.hidden().isPresent()) {
            return true;
        }
        Set<String> kept = new LinkedHashSet<>(partition);
        tried.forEach(constraint -> kept.addAll(OpenColumns.names(constraint)));
        values.keySet().forEach(column -> kept.remove(column.name()));
        boolean isOfAll =
                tried.stream().anyMatch(constraint -> UniqueKey.of(constraint).isPresent())
                        || values.values().stream().anyMatch(value -> value.contains("r.jarvis_n"));
        String source = table.source(values, kept, partition, isOfAll);
        if (optional != null) {
            source = table.withOptional(source, tried, values.keySet(), kept, optional);
        }
        String required = values.keySet().stream()
                .filter(Column::notNull)
                .map(column -> quote(column.name()) + " is null")
                .collect(Collectors.joining(" or "));
        if (!rows.isNone("select from " + source + " t where " + (required.isEmpty() ? "false" : required))) {
            return false;
        }
        for (SchemaObject constraint : tried) {
            if (!rows.isNone(violating(constraint, source).list())) {
                return false;
            }
        }
        return true;
    }

    /** All CHECKs as one condition. */
    static String condition(Collection<? extends SchemaObject> constraints) {
        return constraints.stream()
                .filter(object -> object instanceof Constraint constraint && constraint.type() == Constraint.Type.CHECK)
                .map(check -> "(" + ((Constraint) check).check().text() + ")")
                .collect(Collectors.joining(" and ", "(", ")"));
    }

    private static ViolationQueries violating(SchemaObject object, String source) {
        if (object instanceof Constraint check && check.type() == Constraint.Type.CHECK) {
            return ViolationQueries.ofCheck(source, condition(List.of(check)));
        }
        boolean nulls = PlaceholderCounters.isNullsEqual(object);
        List<String> expressions = object instanceof Index index
                ? index.keys().stream().map(Index.Key::column).toList()
                : OpenColumns.names(object).stream().map(name -> quote(name)).toList();
        return ViolationQueries.ofUniqueIndex(source, expressions, null, nulls);
    }

    /** Whether a constraint can be tried. */
    boolean mayTry(SchemaObject constraint) throws SQLException {
        Optional<String> reason = reasons.get(constraint);
        if (reason == null) {
            reason = untriable(constraint);
            reasons.put(constraint, reason);
        }
        return reason.isEmpty();
    }

    private Optional<String> untriable(SchemaObject object) throws SQLException {
        if (object instanceof Constraint constraint
                && (constraint.type() == Constraint.Type.EXCLUSION
                        || constraint.properties().contains(Constraint.Property.WITHOUT_OVERLAPS))) {
            return Optional.of("that takes the rows themselves");
        } else if (table.hidden().isPresent()) {
            return table.hidden();
        }
        String there = table.source(Map.of(), new LinkedHashSet<>(OpenColumns.names(object)), List.of(), false);
        return rows.onlyReads(violating(object, there).rows())
                ? Optional.empty()
                : Optional.of("its expression uses more than immutable functions of PostgreSQL");
    }
}
