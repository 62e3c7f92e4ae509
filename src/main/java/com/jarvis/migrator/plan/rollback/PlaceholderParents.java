package com.jarvis.migrator.plan.rollback;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.UniqueKey;
import com.jarvis.migrator.ddl.ColumnDdl;
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
import java.util.stream.Stream;

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
        Set<Column> numbered = parent.columns().stream()
                .filter(column -> isUnique(column, parent, child))
                .filter(column -> column.isRequired() || column.defaultValue() != null)
                .collect(Collectors.toSet());
        Map<String, String> values = new LinkedHashMap<>();
        List<Column> identities = new ArrayList<>();
        for (int i = 0; i < child.columns().size(); i++) {
            String column = child.referencedColumns().get(i);
            values.put(
                    column,
                    (numbered.isEmpty() ? "" : "(r.k).") + quote(child.columns().get(i)));
            parent.column(column).filter(found -> found.identity() != null).ifPresent(identities::add);
        }
        List<Constraint> further = new ArrayList<>();
        for (Column column : parent.columns()) {
            if (!values.containsKey(column.name()) && (column.isRequired() || numbered.contains(column))) {
                values.put(column.name(), value(column, further, values, numbered.contains(column)));
            }
        }
        List<String> children =
                child.columns().stream().map(column -> quote(column)).toList();
        String rows = " from %s where %s"
                .formatted(
                        child.table().sql(),
                        children.stream().map(column -> column + " is not null").collect(Collectors.joining(" and ")));
        String selected = String.join(", ", values.values());
        inserts.add(new AuthorNote("Rows of %s must reference rows of %s, whose values are lost. Placeholders:"
                .formatted(child.table(), parent.name())));
        inserts.add(new UpdateRows("insert into %s (%s)%s select %s%s"
                .formatted(
                        parent.name().sql(),
                        values.keySet().stream().map(c -> quote(c)).collect(Collectors.joining(", ")),
                        identities.stream().anyMatch(column -> column.identity().always())
                                ? " overriding system value"
                                : "",
                        numbered.isEmpty()
                                ? "distinct " + selected + rows
                                : selected + " from (select k, row_number() over () as n from (select distinct "
                                        + String.join(", ", children) + rows + ") as k) as r",
                        filled.add(parent.name()) ? "" : " on conflict do nothing")));
        identities.forEach(column -> inserts.add(new UpdateRows(ColumnDdl.continueAfterRows(column))));
        for (Constraint key : further) {
            insert(key);
        }
    }

    /** Whether two rows that are referenced by different values must differ in the column, too. */
    private boolean isUnique(Column column, Table table, Constraint child) {
        Stream<SchemaObject> dropped =
                operations.stream().filter(Drop.class::isInstance).map(operation -> ((Drop) operation).object());
        return Stream.concat(table.primaryKey().stream(), dropped)
                .flatMap(object -> UniqueKey.of(object).stream())
                .anyMatch(key -> key.isOver(column) && !key.columns().containsAll(child.referencedColumns()));
    }

    /**
     * @param further receives the foreign key if the table that it references is empty, too
     * @param numbered whether each row needs a value of its own
     */
    private String value(Column column, List<Constraint> further, Map<String, String> values, boolean numbered)
            throws SQLException {
        for (Constraint key : foreignKeys(operations, column)) {
            String other = key.referencedColumns().get(key.columns().indexOf(column.name()));
            if (key.referenced().equals(column.table())) {
                return values.getOrDefault(other, "null");
            } else if (dropped(operations, key.referenced()).isEmpty()) {
                return "(select " + quote(other) + " from " + key.referenced().sql()
                        + (numbered ? " offset r.n - 1" : "") + " limit 1)";
            }
            further.add(key);
        }
        Optional<String> number = numbered ? PlaceholderValue.number(column.type()) : Optional.empty();
        return number.isPresent() ? number.get() : placeholder.of(column).orElse("null");
    }
}
