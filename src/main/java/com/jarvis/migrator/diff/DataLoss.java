package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.Operation.Alter;
import com.jarvis.migrator.diff.Operation.Drop;
import com.jarvis.migrator.diff.Operation.Rename;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What operations would lose of the rows that there are now. */
public final class DataLoss {

    private final LiveRows rows;
    private final Catalog live;
    private final List<Operation> operations;
    private final NamesNow names;

    private DataLoss(Connection connection, Catalog live, List<Operation> operations) {
        this.rows = new LiveRows(connection);
        this.live = live;
        this.operations = operations;
        this.names = new NamesNow(operations);
    }

    /**
     * Counts.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     * @return a line for each loss, {@code column notes.body: 3 values}; none where nothing is lost
     */
    public static List<String> of(Connection connection, Catalog live, List<Operation> operations) throws SQLException {
        return new DataLoss(connection, live, operations).losses();
    }

    private List<String> losses() throws SQLException {
        List<String> losses = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                add(losses, rows.of(table.name()), "table " + table.label(), "row", "");
            } else if (operation instanceof Drop drop
                    && drop.object() instanceof Column column
                    && column.generated() == null) {
                dropped(losses, column);
            } else if (operation instanceof Alter alter
                    && alter.before() instanceof Column before
                    && alter.after() instanceof Column after) {
                altered(losses, before, after);
            } else if (operation instanceof Rename rename
                    && rename.before() instanceof EnumType before
                    && rename.after() instanceof EnumType) {
                rebuilt(losses, before);
            }
        }
        return losses;
    }

    private void dropped(List<String> losses, Column column) throws SQLException {
        Column now = now(column);
        if (now != null) {
            add(losses, rows.with(now), "column " + column.label(), "value", "");
        }
    }

    private void altered(List<String> losses, Column before, Column after) throws SQLException {
        Column now = now(before);
        if (now == null || now.generated() != null) {
            return;
        }
        if (ColumnDdl.isRebuild(before, after)) {
            dropped(losses, before);
        } else if (!before.type().equals(after.type()) && before.type().equals(now.type())) {
            String refusal = rows.refusal(now, after.in(now.table())).orElse(null);
            String what =
                    "column " + before.label() + " " + Words.type(before.type()) + " → " + Words.type(after.type());
            if (refusal != null) {
                losses.add(what + ": " + refusal);
            } else if (TypeChange.narrows(before.type(), after.type())) {
                add(losses, rows.changedBy(now, after), what, "value", " would not fit");
            } else if (TypeChange.keepsFirst(before.type(), after.type())) {
                add(losses, rows.withSeveralElements(now), what, "value", " with more than one element");
            }
        }
    }

    private void rebuilt(List<String> losses, EnumType before) throws SQLException {
        for (Operation operation : operations) {
            if (operation instanceof Operation.Create create
                    && create.object() instanceof EnumType after
                    && after.name().equals(before.name())) {
                for (Table table : live.tables()) {
                    for (Column column : table.columns()) {
                        if (column.type().equals(before.name().sql())) {
                            add(
                                    losses,
                                    rows.outside(column, after),
                                    "column " + column.label(),
                                    "value",
                                    " that type " + after.label() + " would no longer have");
                        }
                    }
                }
            }
        }
    }

    /** The column as it is in the live catalog, or null where it is not there yet. */
    private Column now(Column column) {
        Column now = names.of(column);
        return live.table(now.table())
                .flatMap(table -> table.column(now.name()))
                .orElse(null);
    }

    private static void add(List<String> losses, long count, String object, String what, String tail) {
        if (count > 0) {
            losses.add(object + ": " + count + " " + what + (count == 1 ? "" : "s") + tail);
        }
    }
}
