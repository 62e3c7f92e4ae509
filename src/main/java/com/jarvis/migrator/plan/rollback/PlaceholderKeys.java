package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.UniqueKey;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values for existing rows in NOT NULL key columns that a rollback restores. The same placeholder for all rows would violate
 * the key. Foreign keys reference existing rows instead, and unique keys get row numbers.
 */
public final class PlaceholderKeys {

    private final List<Constraint> foreignKeys;
    private final List<UniqueKey> uniqueKeys;
    private final List<Column> rest;
    private final List<Operation> fills = new ArrayList<>();

    private PlaceholderKeys(List<Column> columns, List<Operation> operations) {
        rest = new ArrayList<>(columns);
        List<SchemaObject> dropped = operations.stream()
                .filter(Drop.class::isInstance)
                .map(operation -> ((Drop) operation).object())
                .toList();
        foreignKeys = dropped.stream()
                .filter(object -> object instanceof Constraint key
                        && key.type() == Constraint.Type.FOREIGN_KEY
                        && PlaceholderParents.dropped(operations, key.referenced())
                                .isEmpty())
                .map(Constraint.class::cast)
                .toList();
        uniqueKeys = dropped.stream()
                .flatMap(object -> UniqueKey.of(object).stream())
                .toList();
    }

    /**
     * The UPDATEs for the columns. They run after the downgrade has added the columns again.
     *
     * @param columns the columns that the rollback fills with a placeholder
     * @param operations all operations; they contain the drops of the columns' keys
     */
    public static List<Operation> of(List<Column> columns, List<Operation> operations) {
        PlaceholderKeys values = new PlaceholderKeys(columns, operations);
        while (!values.rest.isEmpty()) {
            values.fillNext();
        }
        return values.fills;
    }

    /** Fills referenced columns before the foreign keys that reference them. */
    private void fillNext() {
        Column next = rest.stream().filter(this::isReady).findFirst().orElse(rest.get(0));
        Optional<Constraint> parent = parent(next);
        List<Column> filled = rest.stream()
                .filter(column -> column.equals(next)
                        || column.table().equals(next.table())
                                && parent.isPresent()
                                && parent.get().columns().contains(column.name()))
                .toList();
        Optional<UniqueKey> key = unique(next);
        Optional<String> sql = parent.isPresent()
                ? Optional.of(fromParent(filled, parent.get(), key))
                : key.flatMap(
                        unique -> PlaceholderValue.number(next.type()).map(number -> numbered(next, unique, number)));
        sql.ifPresent(text -> fills.add(new UpdateRows(text)));
        rest.removeAll(filled);
    }

    private boolean isReady(Column column) {
        return parent(column)
                .filter(parent -> rest.stream()
                        .anyMatch(other -> !other.table().equals(column.table())
                                && other.table().equals(parent.referenced())
                                && parent.referencedColumns().contains(other.name())))
                .isEmpty();
    }

    private Optional<Constraint> parent(Column column) {
        return foreignKeys.stream()
                .filter(key ->
                        key.table().equals(column.table()) && key.columns().contains(column.name()))
                .findFirst();
    }

    private Optional<UniqueKey> unique(Column column) {
        return uniqueKeys.stream().filter(key -> key.isOver(column)).findFirst();
    }

    private static String fromParent(List<Column> filled, Constraint parent, Optional<UniqueKey> key) {
        List<String> mine = filled.stream().map(Column::name).toList();
        List<String> theirs = mine.stream().map(name -> other(parent, name)).toList();
        List<String> kept =
                parent.columns().stream().filter(name -> !mine.contains(name)).toList();
        String same = kept.stream()
                .map(name -> "p." + other(parent, name) + " = t." + quote(name))
                .collect(Collectors.joining(" and "));
        String target = mine.size() == 1 ? quote(mine.get(0)) : "(" + list(mine) + ")";
        String table = parent.table().sql();
        if (key.isEmpty()) {
            return "update " + table + " as t set " + target + " = (select " + String.join(", ", theirs) + " from "
                    + parent.referenced().sql() + " as p" + (kept.isEmpty() ? "" : " where " + same) + " limit 1)";
        }
        String value = "p." + String.join(", p.", theirs);
        return update(
                table,
                target,
                mine.size() == 1 ? value : "(" + value + ")",
                rowNumber(
                        Stream.concat(key.get().columns().stream().filter(name -> !mine.contains(name)), kept.stream())
                                .distinct()
                                .map(name -> quote(name))),
                ", (select *, "
                        + rowNumber(kept.stream().map(name -> other(parent, name)))
                        + " as n from " + parent.referenced().sql() + ") as p",
                " and p.n = r.n" + (kept.isEmpty() ? "" : " and " + same));
    }

    private static String other(Constraint parent, String column) {
        return quote(parent.referencedColumns().get(parent.columns().indexOf(column)));
    }

    private static String numbered(Column column, UniqueKey key, String number) {
        Stream<String> others = key.columns().stream()
                .filter(name -> !name.equals(column.name()))
                .map(name -> quote(name));
        return update(column.table().sql(), quote(column.name()), number, rowNumber(others), "", "");
    }

    private static String update(
            String table, String target, String value, String number, String parents, String condition) {
        return "update " + table + " as t set " + target + " = " + value + " from (select ctid, " + number
                + " as n from " + table + ") as r" + parents + " where t.ctid = r.ctid" + condition;
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
