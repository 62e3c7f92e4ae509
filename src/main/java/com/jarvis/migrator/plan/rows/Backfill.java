package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.catalog.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.RollbackOnly;
import com.jarvis.migrator.plan.rollback.PlaceholderKeys;
import com.jarvis.migrator.plan.rollback.PlaceholderParents;
import com.jarvis.migrator.plan.rollback.PlaceholderValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes room for the values of columns that must not be null and have none: in tables with rows such a column can't be
 * added, or set NOT NULL, in one step. Only the author knows the values.
 */
public final class Backfill {

    private Backfill() {}

    /**
     * The operations, with a remark where values have to be filled in, and with a placeholder for them where a rollback
     * brings back such a column.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     * @param live the live catalog
     */
    public static List<Operation> prepare(Connection connection, Catalog live, List<Operation> operations)
            throws SQLException {
        RowCounts rows = new RowCounts(connection);
        NamesBefore names = new NamesBefore(operations);
        PlaceholderValue placeholder = new PlaceholderValue(connection, live.enums(), operations);
        List<Operation> prepared = new ArrayList<>();
        List<Column> broughtBack = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Create create
                    && create.object() instanceof Column column
                    && column.isRequired()
                    && rows.exist(names.of(column).table())) {
                Column nullable = column.withNotNull(false);
                prepared.add(new Create(nullable));
                prepared.add(fill(column));
                prepared.add(new Alter(nullable, column));
            } else if (operation instanceof Drop drop
                    && drop.object() instanceof Column column
                    && column.isRequired()
                    && rows.exist(names.of(column).table())) {
                broughtBack.add(column);
                prepared.addAll(bringingBack(drop, column, placeholder.of(column)));
            } else if (operation instanceof Alter alter
                    && alter.before() instanceof Column before
                    && alter.after() instanceof Column after
                    && !before.notNull()
                    && after.notNull()
                    && !ColumnDdl.isRebuild(before, after)
                    && rows.without(names.of(before)) > 0) {
                Column nullable = after.withNotNull(false);
                if (!before.type().equals(after.type())) {
                    prepared.add(new Alter(before, nullable, alter.constants()));
                }
                prepared.add(fill(after));
                prepared.add(before.type().equals(after.type()) ? alter : new Alter(nullable, after));
            } else {
                prepared.add(operation);
            }
        }
        prepared.addAll(firstDrop(prepared, Column.class), PlaceholderKeys.of(broughtBack, operations));
        prepared.addAll(
                firstDrop(prepared, Table.class),
                PlaceholderParents.of(operations, holding(operations, broughtBack, live, names, rows), placeholder));
        return prepared;
    }

    /** The foreign keys whose columns hold values in rows, be it that they stay or that a rollback brings them back. */
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
                    held &= back.contains(label) || !dropped.contains(label) && now != null && rows.with(now) > 0;
                }
                if (held) {
                    holding.add(key);
                }
            }
        }
        return holding;
    }

    private static int firstDrop(List<Operation> operations, Class<? extends SchemaObject> kind) {
        int first = 0;
        while (first < operations.size()
                && !(operations.get(first) instanceof Drop drop && kind.isInstance(drop.object()))) {
            first++;
        }
        return first;
    }

    /** Drops the column so that the rollback adds it with a placeholder as its default, which it takes away then. */
    private static List<Operation> bringingBack(Drop drop, Column column, Optional<String> placeholder) {
        return placeholder
                .map(column::withDefault)
                .map(filled -> List.<Operation>of(new RollbackOnly(new Alter(column, filled)), new Drop(filled)))
                .orElse(List.of(drop));
    }

    private static AuthorNote fill(Column column) {
        return new AuthorNote(
                """
                Rows that are there need values in %s before it becomes NOT NULL; fill them in here, for instance:
                - sql:
                    sql: update %s set %s = … where %s is null""".formatted(column.label(), column.table().sql(), quote(column.name()), quote(column.name())));
    }

    /** For a column whose default differs from row to row, and which the rows that are there have not yet. */
    public static AuthorNote fillWithDefault(Column column) {
        return new AuthorNote("""
                Rows that are there have no value in %1$s yet. Fill them in here, in batches where there are many, for instance:
                - sql:
                    sql: update %2$s set %3$s = default where %3$s is null""".formatted(column.label(), column.table().sql(), quote(column.name())));
    }
}
