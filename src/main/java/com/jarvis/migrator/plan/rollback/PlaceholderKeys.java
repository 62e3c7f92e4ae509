package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operation.UpdateRows.NewValue;
import com.jarvis.migrator.plan.rollback.Placeholders.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The UPDATEs that give existing rows the values of columns that a rollback restores, where not all rows get the same one. Foreign
 * keys refer to existing rows, and keys get row numbers.
 */
public final class PlaceholderKeys {

    private final Restored restored;
    private final Map<Column, Value> values;
    private final List<Column> rest;
    private final List<Operation> fills = new ArrayList<>();

    private PlaceholderKeys(Restored restored, Map<Column, Value> values) {
        this.restored = restored;
        this.values = values;
        this.rest = new ArrayList<>(values.keySet());
    }

    /**
     * The UPDATEs for columns. They run after the downgrade has added the columns again.
     *
     * @param columns the columns that the rollback fills
     */
    public static List<Operation> of(List<Column> columns, Placeholders placeholders) throws SQLException {
        Map<Column, Value> values = new LinkedHashMap<>();
        for (List<Column> ofTable : Placeholders.byTable(columns).values()) {
            values.putAll(placeholders.of(ofTable).values());
        }
        return of(values, placeholders.restored());
    }

    static List<Operation> of(Map<Column, Value> values, Restored restored) {
        PlaceholderKeys keys = new PlaceholderKeys(restored, values);
        while (!keys.rest.isEmpty()) {
            keys.fillNext();
        }
        return keys.fills;
    }

    /** Fills referenced columns before the foreign keys that reference them, and last what depends on the other columns. */
    private void fillNext() {
        Column next = rest.stream()
                .filter(column -> values.get(column).condition() == null)
                .filter(this::isReady)
                .findFirst()
                .orElse(rest.get(0));
        Optional<Constraint> parent = restored.parent(next);
        List<Column> filled = rest.stream()
                .filter(column -> column.equals(next)
                        || column.table().equals(next.table())
                                && parent.isPresent()
                                && parent.get().columns().contains(column.name()))
                .toList();
        Value value = values.get(next);
        String sql = null;
        if (parent.isPresent()) {
            sql = fromParent(filled, parent.get());
        } else if (value.isNumbered()) {
            sql = update(
                    next.table().sql(),
                    quote(next.name()),
                    value.perRow(),
                    rowNumber(value.partition().stream().map(name -> quote(name))),
                    "",
                    "");
        } else if (value.perRow() != null) {
            sql = "update " + next.table().sql() + " set " + quote(next.name()) + " = " + value.perRow()
                    + (value.condition() == null ? "" : " where " + value.condition() + " is false");
        }
        if (sql != null) {
            List<NewValue> given =
                    filled.stream().map(column -> new NewValue(column, null)).toList();
            fills.add(new UpdateRows(sql, given, false));
        }
        rest.removeAll(filled);
    }

    private boolean isReady(Column column) {
        return restored.parent(column)
                .filter(parent -> rest.stream()
                        .anyMatch(other -> !other.table().equals(column.table())
                                && other.table().equals(parent.referenced())
                                && parent.referencedColumns().contains(other.name())))
                .isEmpty();
    }

    private String fromParent(List<Column> filled, Constraint parent) {
        List<String> mine = filled.stream().map(Column::name).toList();
        List<String> theirs = mine.stream().map(name -> other(parent, name)).toList();
        List<String> kept =
                parent.columns().stream().filter(name -> !mine.contains(name)).toList();
        String same = kept.stream()
                .map(name -> "p." + other(parent, name) + " = t." + quote(name))
                .collect(Collectors.joining(" and "));
        String target = mine.size() == 1 ? quote(mine.get(0)) : "(" + list(mine) + ")";
        String table = parent.table().sql();
        Optional<List<String>> partition = filled.stream()
                .map(column -> values.get(column).partition())
                .filter(found -> found != null)
                .findFirst();
        if (partition.isEmpty() && kept.isEmpty() && mine.size() == 1) {
            int skipped = values.get(filled.get(0)).skipped();
            return "update " + table + " as t set " + target + " = "
                    + PlaceholderRows.key(
                            parent.referencedColumns().get(0),
                            parent.referenced().sql(),
                            skipped);
        } else if (partition.isEmpty()) {
            return "update " + table + " as t set " + target + " = (select " + String.join(", ", theirs) + " from "
                    + parent.referenced().sql() + " as p" + (kept.isEmpty() ? "" : " where " + same) + " limit 1)";
        }
        String value = "p." + String.join(", p.", theirs);
        return update(
                table,
                target,
                mine.size() == 1 ? value : "(" + value + ")",
                rowNumber(Stream.concat(partition.get().stream().filter(name -> !mine.contains(name)), kept.stream())
                        .distinct()
                        .map(name -> quote(name))),
                ", (select *, "
                        + rowNumber(kept.stream().map(name -> other(parent, name)))
                        + " as jarvis_n from " + parent.referenced().sql() + ") as p",
                " and p.jarvis_n = r.jarvis_n" + (kept.isEmpty() ? "" : " and " + same));
    }

    private static String other(Constraint parent, String column) {
        return quote(parent.referencedColumns().get(parent.columns().indexOf(column)));
    }

    private static String update(
            String table, String target, String value, String number, String parents, String condition) {
        return "update " + table + " as t set " + target + " = " + value + " from (select ctid, " + number
                + " as jarvis_n from " + table + ") as r" + parents + " where t.ctid = r.ctid" + condition;
    }

    /** Rows with the same values in these columns, the rest of their key, must get different values in the others. */
    private static String rowNumber(Stream<String> columns) {
        String same = columns.collect(Collectors.joining(", "));
        return "row_number() over (" + (same.isEmpty() ? "" : "partition by " + same) + ")";
    }

    private static String list(List<String> names) {
        return names.stream().map(name -> quote(name)).collect(Collectors.joining(", "));
    }
}
