package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.plan.rollback.Placeholders;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps of a rollback that restore the type of a column whose values cannot be converted back: they are set to null. */
record EmptiedOnRollback(Catalog live, Placeholders placeholders) {

    /**
     * The steps from the column's new type to its old one.
     *
     * @param now the column under the names that it has today
     * @return empty if the column must have values, and no single one is possible in all rows
     */
    Optional<List<Operation>> of(Column before, Column after, Column now) throws SQLException {
        Optional<String> value = before.notNull() && !isInKey(now) ? placeholders.constant(before) : Optional.empty();
        if (isReferenced(now) || before.notNull() && value.isEmpty()) {
            return Optional.empty();
        }
        Column free = after.withNotNull(false);
        List<Operation> steps = new ArrayList<>();
        if (after.notNull()) {
            steps.add(new AlterColumn(after, free));
        }
        steps.add(update(after, "null", " is not null"));
        if (value.isEmpty()) {
            steps.add(new AlterColumn(free, before));
        } else {
            Column empty = before.withNotNull(false);
            steps.add(new AlterColumn(free, empty));
            steps.add(update(after, value.get(), " is null"));
            steps.add(new AlterColumn(empty, before));
        }
        return Optional.of(steps);
    }

    private static UpdateRows update(Column column, String value, String condition) {
        String name = quote(column.name());
        return new UpdateRows(
                "update " + column.table().sql() + " set " + name + " = " + value + " where " + name + condition);
    }

    private boolean isReferenced(Column now) {
        return live.tables().stream()
                .flatMap(table -> table.constraints().stream())
                .anyMatch(key -> now.table().equals(key.referenced())
                        && key.referencedColumns().contains(now.name()));
    }

    private boolean isInKey(Column now) {
        Table table = live.table(now.table()).orElseThrow();
        boolean ofConstraint = table.constraints().stream()
                .anyMatch(key ->
                        key.type() != Constraint.Type.CHECK && key.columns().contains(now.name()));
        return ofConstraint
                || table.indexes().stream()
                        .anyMatch(index ->
                                index.unique() && index.references().columns().contains(now.name()));
    }
}
