package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows for the dropped tables that a rollback creates again, empty, if rows of other tables must reference them. A row gets
 * the key that is referenced, and placeholders in its other columns.
 */
public final class PlaceholderParents {

    private final List<Operation> operations;
    private final PlaceholderValue placeholder;
    private final Set<Name> filled = new HashSet<>();
    private final Set<Constraint> seen = new HashSet<>();
    private final List<Operation> inserts = new ArrayList<>();

    private PlaceholderParents(List<Operation> operations, PlaceholderValue placeholder) {
        this.operations = operations;
        this.placeholder = placeholder;
    }

    /**
     * The INSERTs. They run after the downgrade has created the tables again.
     *
     * @param operations all operations; they contain the drops of the foreign keys
     * @param holding the foreign keys whose columns have values when the rollback adds the keys again
     */
    public static List<Operation> of(List<Operation> operations, List<Constraint> holding, PlaceholderValue placeholder)
            throws SQLException {
        PlaceholderParents rows = new PlaceholderParents(operations, placeholder);
        for (Constraint key : holding) {
            rows.insert(key);
        }
        return rows.inserts;
    }

    /** The dropped table of this name; empty if the operations do not drop it. */
    public static Optional<Table> dropped(List<Operation> operations, Name name) {
        return operations.stream()
                .filter(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Table table
                        && table.name().equals(name))
                .map(operation -> (Table) ((Drop) operation).object())
                .findFirst();
    }

    private static List<Constraint> foreignKeys(List<Operation> operations, Column column) {
        return operations.stream()
                .filter(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Constraint key
                        && key.type() == Constraint.Type.FOREIGN_KEY
                        && key.table().equals(column.table())
                        && key.columns().contains(column.name()))
                .map(operation -> (Constraint) ((Drop) operation).object())
                .toList();
    }

    private void insert(Constraint child) throws SQLException {
        Table parent = dropped(operations, child.referenced()).orElse(null);
        if (parent == null || !seen.add(child)) {
            return;
        }
        Map<String, String> values = new LinkedHashMap<>();
        boolean always = false;
        for (int i = 0; i < child.columns().size(); i++) {
            String column = child.referencedColumns().get(i);
            values.put(column, quote(child.columns().get(i)));
            always |= parent.column(column)
                    .map(Column::identity)
                    .filter(Column.Identity::always)
                    .isPresent();
        }
        List<Constraint> further = new ArrayList<>();
        for (Column column : parent.columns()) {
            if (column.isRequired() && !values.containsKey(column.name())) {
                values.put(column.name(), value(column, further, values));
            }
        }
        String table = parent.name().sql();
        inserts.add(new AuthorNote("Rows of %s must reference rows of %s, whose values are lost. Placeholders:"
                .formatted(child.table(), parent.name())));
        inserts.add(new UpdateRows("insert into %s (%s)%s select distinct %s from %s where %s%s"
                .formatted(
                        table,
                        String.join(
                                ", ",
                                values.keySet().stream().map(c -> quote(c)).toList()),
                        always ? " overriding system value" : "",
                        String.join(", ", values.values()),
                        child.table().sql(),
                        child.columns().stream()
                                .map(column -> quote(column) + " is not null")
                                .collect(Collectors.joining(" and ")),
                        filled.add(parent.name()) ? "" : " on conflict do nothing")));
        for (Constraint key : further) {
            insert(key);
        }
    }

    /** @param further receives the foreign key if the table that it references is empty, too */
    private String value(Column column, List<Constraint> further, Map<String, String> values) throws SQLException {
        for (Constraint key : foreignKeys(operations, column)) {
            String other = key.referencedColumns().get(key.columns().indexOf(column.name()));
            if (key.referenced().equals(column.table())) {
                return values.getOrDefault(other, "null");
            } else if (dropped(operations, key.referenced()).isEmpty()) {
                return "(select " + quote(other) + " from " + key.referenced().sql() + " limit 1)";
            }
            further.add(key);
        }
        return placeholder.of(column).orElse("null");
    }
}
