package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.PlaceholderKeys;
import com.jarvis.migrator.plan.rollback.PlaceholderParents;
import com.jarvis.migrator.plan.rollback.PlaceholderValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits an operation that adds a NOT NULL column without a default, or sets NOT NULL on a column that contains nulls. In
 * between, the author fills in the values for existing rows, which only the author knows.
 */
public final class Backfill {

    private Backfill() {}

    /** The replacements for operations of the plan, the NOT NULL columns that the downgrade adds again, and what is missing. */
    private record Filled(Map<Operation, Operations> operations, List<Column> broughtBack, List<String> warnings) {}

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        List<Operation> upgrade = plan.operations().upgrade();
        PlaceholderValue placeholder = new PlaceholderValue(connection, live.enums(), upgrade);
        RowCounts rows = new RowCounts(connection);
        NamesBefore names = new NamesBefore(upgrade);
        Filled filled = fill(upgrade, rows, names, placeholder);
        Operations operations = plan.operations().replace(operation -> filled.operations()
                .getOrDefault(operation, Operations.reversible(List.of(operation))));
        List<Operation> keys = PlaceholderKeys.of(withoutValues(filled.broughtBack(), operations.downgrade()), upgrade);
        return plan.warning(filled.warnings())
                .with(operations
                        // RetargetedKeys may have filled the same columns. A second time would number other rows.
                        .withoutInDowngrade(keys)
                        .withInDowngradeAfter(firstDrop(upgrade, Column.class), keys)
                        .withInDowngradeAfter(
                                firstDrop(upgrade, Table.class),
                                PlaceholderParents.of(
                                        upgrade,
                                        holding(upgrade, filled.broughtBack(), live, names, rows),
                                        placeholder)));
    }

    /** The columns that no later step of the downgrade gives values. */
    private static List<Column> withoutValues(List<Column> columns, List<Operation> downgrade) {
        List<String> given = downgrade.stream()
                .filter(UpdateRows.class::isInstance)
                .flatMap(operation -> ((UpdateRows) operation).values().stream())
                .map(value -> value.column().label())
                .toList();
        return columns.stream()
                .filter(column -> !given.contains(column.label()))
                .toList();
    }

    private static Filled fill(
            List<Operation> operations, RowCounts rows, NamesBefore names, PlaceholderValue placeholder)
            throws SQLException {
        Filled filled = new Filled(new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (Operation operation : operations) {
            if (operation instanceof Create create
                    && create.object() instanceof Column column
                    && column.isRequired()
                    && rows.mayExist(names.of(column).table())) {
                Column nullable = column.withNotNull(false);
                filled.warnings().add(missing(column, rows, names.of(column), "true"));
                filled.operations()
                        .put(
                                operation,
                                Operations.reversible(List.of(
                                        new Create(nullable), fill(column, false), new AlterColumn(nullable, column))));
            } else if (operation instanceof Drop drop
                    && drop.object() instanceof Column column
                    && column.isRequired()
                    && rows.mayExist(names.of(column).table())) {
                filled.broughtBack().add(column);
                placeholder.of(column).ifPresent(value -> filled.operations()
                        .put(operation, bringingBack(drop, column, value)));
            } else if (operation instanceof Drop drop
                    && drop.object() instanceof Column column
                    && column.defaultValue() != null
                    && !column.notNull()
                    && rows.mayLack(names.of(column))) {
                // The rollback would give the default to rows that had none.
                filled.operations().put(operation, bringingBack(drop, column, null));
            } else if (operation instanceof Drop drop
                    && drop.object() instanceof Column column
                    && column.defaultValue() != null
                    && isInDroppedConstraint(column, operations)
                    && rows.mayExist(names.of(column).table())
                    && !rows.haveVolatileDefault(names.of(column))) {
                // The rollback would give all rows the same default, which the constraint may reject.
                if (!column.notNull()) {
                    filled.operations().put(operation, bringingBack(drop, column, null));
                } else {
                    filled.broughtBack().add(column);
                    placeholder
                            .of(column)
                            .filter(value -> !value.equals(column.defaultValue()))
                            .ifPresent(value -> filled.operations().put(operation, bringingBack(drop, column, value)));
                }
            } else if (operation instanceof AlterColumn alter
                    && !alter.before().notNull()
                    && alter.after().notNull()
                    && !ColumnDdl.isRebuild(alter.before(), alter.after())
                    && !isFilled(alter.after(), operations)
                    && rows.mayLack(names.of(alter.before()))) {
                Column before = alter.before();
                Column after = alter.after();
                Column nullable = after.withNotNull(false);
                Column now = names.of(before);
                filled.warnings().add(missing(after, rows, now, quote(now.name()) + " is null"));
                filled.operations()
                        .put(
                                operation,
                                Operations.reversible(
                                        before.type().equals(after.type())
                                                ? List.of(fill(after, true), alter)
                                                : List.of(
                                                        new AlterColumn(before, nullable, alter.constants()),
                                                        fill(after, true),
                                                        new AlterColumn(nullable, after))));
            }
        }
        return filled;
    }

    /** Whether an earlier step adds the column, and gives it values or asks the author for them. */
    private static boolean isFilled(Column column, List<Operation> operations) {
        return operations.contains(new Create(column.withNotNull(false)));
    }

    private static boolean isInDroppedConstraint(Column column, List<Operation> operations) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Constraint constraint
                        && constraint.table().equals(column.table())
                        && constraint.columns().contains(column.name()));
    }

    /** The dropped foreign keys whose columns have values in rows when a rollback adds the keys again. */
    private static List<Constraint> holding(
            List<Operation> operations, List<Column> broughtBack, Catalog live, NamesBefore names, RowCounts rows)
            throws SQLException {
        List<String> back = broughtBack.stream().map(Column::label).toList();
        List<String> dropped = operations.stream()
                .filter(operation -> operation instanceof Drop drop && drop.object() instanceof Column)
                .map(operation -> ((Drop) operation).object().label())
                .toList();
        List<Constraint> holding = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop
                    && drop.object() instanceof Constraint key
                    && key.type() == Constraint.Type.FOREIGN_KEY
                    && PlaceholderParents.dropped(operations, key.table()).isEmpty()) {
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

    private static Drop firstDrop(List<Operation> operations, Class<? extends SchemaObject> kind) {
        return operations.stream()
                .filter(operation -> operation instanceof Drop drop && kind.isInstance(drop.object()))
                .map(Drop.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** The downgrade adds the column with the placeholder as its default, or without one, and then sets its own default. */
    private static Operations bringingBack(Drop drop, Column column, String placeholder) {
        Column filled = column.withDefault(placeholder);
        return new Operations(List.of(drop), List.of(new Create(filled), new AlterColumn(filled, column)));
    }

    /** @param condition of the rows that have no value */
    private static String missing(Column column, RowCounts rows, Column now, String condition) throws SQLException {
        String found;
        try {
            long count = rows.where(now, condition);
            found = count == 1 ? "1 row of %s needs" : count + " rows of %s need";
        } catch (RowsHidden e) {
            found = "rows of %s may need";
        }
        return Printable.line(
                "column %s: %s a value, so update would fail until you fill it in where a comment asks for it"
                        .formatted(column.label(), found.formatted(column.table())));
    }

    private static AuthorNote fill(Column column, boolean exists) {
        return new AuthorNote(
                """
                Existing rows need values in %s before it becomes NOT NULL. Fill them in here, for instance:
                - sql:
                    sql: update %s set %s = … where %s is null""".formatted(column.label(), column.table().sql(), quote(column.name()), quote(column.name())),
                exists);
    }

    /** For a column whose default differs from row to row and that existing rows have no value in yet. */
    public static AuthorNote fillWithDefault(Column column) {
        return new AuthorNote("""
                Existing rows have no value in %1$s yet. Fill them in here, in batches if there are many, for instance:
                - sql:
                    sql: update %2$s set %3$s = default where %3$s is null""".formatted(column.label(), column.table().sql(), quote(column.name())));
    }
}
