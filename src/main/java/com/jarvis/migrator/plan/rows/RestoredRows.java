package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.PlaceholderColumns;
import com.jarvis.migrator.plan.rollback.PlaceholderParents;
import com.jarvis.migrator.plan.rollback.Placeholders;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives existing rows values in the columns that a rollback adds again, and adds rows to the tables that it creates again, so
 * that all satisfy the constraints that it adds again, too. Where no value is known, the author fills it in.
 */
public final class RestoredRows {

    private final Connection connection;
    private final Catalog live;
    private final List<Operation> upgrade;
    private final RowCounts rows;
    private final NamesBefore names;

    private RestoredRows(Connection connection, Catalog live, List<Operation> upgrade) {
        this.connection = connection;
        this.live = live;
        this.upgrade = upgrade;
        this.rows = new RowCounts(connection);
        this.names = new NamesBefore(upgrade);
    }

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        return new RestoredRows(connection, live, plan.operations().upgrade()).filled(plan);
    }

    private MigrationPlan filled(MigrationPlan plan) throws SQLException {
        Placeholders placeholders = new Placeholders(live, upgrade, new TriedRows(connection, rows));
        List<Column> open = new ArrayList<>();
        List<Column> withoutDefault = new ArrayList<>();
        for (Operation operation : upgrade) {
            if (operation instanceof Drop drop
                    && drop.object() instanceof Column column
                    && column.generated() == null
                    && column.identity() == null
                    && rows.mayExist(names.of(column).table())) {
                boolean isConstrained =
                        placeholders.isConstrained(column) && !(column.defaultValue() != null && isVolatile(column));
                if (isConstrained || column.isRequired()) {
                    open.add(column);
                }
                // The rollback would give the default to rows that had none, or that a constraint rejects with it.
                if (column.defaultValue() != null
                        && !column.notNull()
                        && (isConstrained || rows.mayLack(names.of(column)))) {
                    withoutDefault.add(column);
                }
            }
        }
        PlaceholderColumns columns = PlaceholderColumns.of(
                open, withoutDefault, given(plan.operations().downgrade()), placeholders);
        PlaceholderParents.Rows parents = PlaceholderParents.of(holding(open), placeholders);
        Map<Operation, Operations> back = new HashMap<>();
        for (Operation operation : upgrade) {
            if (operation instanceof Drop drop && drop.object() instanceof Column column) {
                List<Operation> restoring = columns.restoring(column);
                if (!restoring.isEmpty()) {
                    back.put(drop, new Operations(List.of(drop), restoring));
                }
            }
        }
        Operations operations = plan.operations()
                .replace(operation -> back.getOrDefault(operation, Operations.reversible(List.of(operation))))
                .withInDowngradeAfter(firstDrop(Column.class), columns.updates())
                .withInDowngradeAfter(firstDrop(Table.class), parents.inserts());
        return plan.with(operations)
                .warning(Stream.of(columns.missing(), parents.missing(), placeholders.untried())
                        .flatMap(List::stream)
                        .toList());
    }

    private boolean isVolatile(Column column) throws SQLException {
        return rows.haveVolatileDefault(names.of(column));
    }

    /** The columns to which other steps of the downgrade give values. */
    private static List<String> given(List<Operation> downgrade) {
        return downgrade.stream()
                .filter(UpdateRows.class::isInstance)
                .flatMap(operation -> ((UpdateRows) operation).values().stream())
                .map(value -> value.column().label())
                .toList();
    }

    /** The dropped foreign keys whose columns have values in rows when a rollback adds the keys again. */
    private List<Constraint> holding(List<Column> open) throws SQLException {
        List<String> back =
                open.stream().filter(Column::notNull).map(Column::label).toList();
        List<String> dropped = upgrade.stream()
                .filter(operation -> operation instanceof Drop drop && drop.object() instanceof Column)
                .map(operation -> ((Drop) operation).object().label())
                .toList();
        List<Constraint> holding = new ArrayList<>();
        for (Operation operation : upgrade) {
            if (operation instanceof Drop drop
                    && drop.object() instanceof Constraint key
                    && key.type() == Constraint.Type.FOREIGN_KEY
                    && PlaceholderParents.dropped(upgrade, key.table()).isEmpty()) {
                boolean held = true;
                for (String column : key.columns()) {
                    Column now = names.in(live, key.table(), column);
                    String label = key.table() + "." + column;
                    held &= back.contains(label) || !dropped.contains(label) && now != null && rows.mayHave(now);
                }
                if (held) {
                    holding.add(key);
                }
            }
        }
        return holding;
    }

    private Drop firstDrop(Class<? extends SchemaObject> kind) {
        return upgrade.stream()
                .filter(operation -> operation instanceof Drop drop && kind.isInstance(drop.object()))
                .map(Drop.class::cast)
                .findFirst()
                .orElse(null);
    }
}
