package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.plan.rollback.Placeholders.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of a rollback that add columns again to tables with rows. */
public final class PlaceholderColumns {

    private final List<Column> withoutDefault;
    private final Placeholders placeholders;
    private final Map<Column, Value> values = new LinkedHashMap<>();
    private final Set<Column> unknown = new LinkedHashSet<>();
    private final Set<Column> updated = new LinkedHashSet<>();

    private PlaceholderColumns(List<Column> withoutDefault, Placeholders placeholders) {
        this.withoutDefault = withoutDefault;
        this.placeholders = placeholders;
    }

    /**
     * Finds the values.
     *
     * @param open the columns that need values, or whose constraints may
     * @param withoutDefault the columns whose default existing rows do not get
     * @param given the labels of the columns to which other steps give values
     */
    public static PlaceholderColumns of(
            List<Column> open, List<Column> withoutDefault, List<String> given, Placeholders placeholders)
            throws SQLException {
        PlaceholderColumns columns = new PlaceholderColumns(withoutDefault, placeholders);
        List<Column> required = new ArrayList<>();
        for (Column column : open) {
            required.add(placeholders.required(column));
        }
        for (List<Column> ofTable : Placeholders.byTable(required).values()) {
            PlaceholderSearch found = placeholders.of(ofTable);
            columns.values.putAll(found.values());
            columns.unknown.addAll(found.unknown());
        }
        columns.unknown.removeIf(column -> given.contains(column.label()));
        columns.values.keySet().stream()
                .filter(column -> !given.contains(column.label()))
                .forEach(columns.updated::add);
        return columns;
    }

    /** The steps that add the column again; none if those of the plan do. */
    public List<Operation> restoring(Column column) {
        Value value = values.entrySet().stream()
                .filter(found -> found.getKey().label().equals(column.label()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (unknown.stream().anyMatch(found -> found.label().equals(column.label()))) {
            Column free = column.withNotNull(false).withDefault(null);
            List<Operation> steps = new ArrayList<>(List.of(new Create(free), note(column)));
            if (!free.equals(column)) {
                steps.add(new AlterColumn(free, column));
            }
            return steps;
        } else if (withoutDefault.contains(column)) {
            return adding(column, null);
        }
        return value == null || value.constant() == null || value.constant().equals(column.defaultValue())
                ? List.of()
                : adding(column, value.constant());
    }

    /** With another default for the rows that are there. */
    private static List<Operation> adding(Column column, String value) {
        Column filled = column.withDefault(value);
        return List.of(new Create(filled), new AlterColumn(filled, column));
    }

    /** The UPDATEs for columns whose values differ from row to row. */
    public List<Operation> updates() {
        Map<Column, Value> differing = new LinkedHashMap<>(values);
        differing.keySet().retainAll(updated);
        List<Operation> updates = new ArrayList<>(PlaceholderKeys.of(differing, placeholders.restored()));
        differing.forEach((column, value) -> {
            if (value.isNumbered()) {
                updates.addAll(placeholders.advanced(column));
            }
        });
        return updates;
    }

    /** What the author has to fill in, one line each. */
    public List<String> missing() {
        return unknown.stream()
                .map(column -> Printable.line(
                        "column %s: no value is known that its constraints accept, so a rollback would fail until you fill it in where a comment asks for it"
                                .formatted(column.label())))
                .toList();
    }

    private static AuthorNote note(Column column) {
        return new AuthorNote("""
                Existing rows need values in %1$s that its constraints accept, and none are known. Fill them in here, for instance:
                - sql:
                    sql: update %2$s set %3$s = … where %3$s is null""".formatted(column.label(), column.table().sql(), quote(column.name())));
    }
}
