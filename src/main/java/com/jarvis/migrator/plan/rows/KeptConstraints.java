package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The constraints and unique indexes that stay on a table while the values of their columns change, so that the new values may
 * violate them. Foreign keys do not stay: {@link ChangedKeys} drops them.
 */
final class KeptConstraints {

    /**
     * A constraint or index, under the names that it has today.
     *
     * @param columns its columns, including those in its expressions
     */
    record Kept(SchemaObject object, Table table, List<String> columns) {}

    private final Catalog live;
    private final List<Operation> operations;
    private final NamesBefore names;
    private final Set<SchemaObject> seen = new HashSet<>();

    KeptConstraints(Catalog live, List<Operation> operations) {
        this.live = live;
        this.operations = operations;
        this.names = new NamesBefore(operations);
    }

    /** The columns whose values the operation may change. */
    static List<Column> changed(Operation operation) {
        if (operation instanceof UpdateRows update) {
            return update.values().stream().map(UpdateRows.NewValue::column).toList();
        }
        return operation instanceof AlterColumn alter && mayChange(alter.before(), alter.after())
                ? List.of(alter.after())
                : List.of();
    }

    /** Within a family of types, only the updates that make values fit change them. */
    private static boolean mayChange(Column before, Column after) {
        return !before.type().equals(after.type()) && !TypeConversion.narrows(before.type(), after.type())
                || !Objects.equals(before.collation(), after.collation());
    }

    /** Those over a column that an operation changes, unless an earlier call has returned them. */
    List<Kept> over(Column column) {
        Column now = names.of(column);
        List<Kept> kept = new ArrayList<>();
        live.table(now.table()).ifPresent(table -> {
            for (Constraint constraint : table.constraints()) {
                if (mayReject(constraint)) {
                    add(constraint, table, constraint.columns(), now, kept);
                }
            }
            for (Index index : table.indexes()) {
                if (index.unique()) {
                    add(index, table, List.copyOf(index.references().columns()), now, kept);
                }
            }
        });
        return kept;
    }

    private static boolean mayReject(Constraint constraint) {
        return switch (constraint.type()) {
            case PRIMARY_KEY, UNIQUE, CHECK, EXCLUSION ->
                constraint.isValid() && !constraint.properties().contains(Constraint.Property.NOT_ENFORCED);
            case NOT_NULL, FOREIGN_KEY -> false;
        };
    }

    private void add(SchemaObject object, Table table, List<String> columns, Column changed, List<Kept> kept) {
        if (columns.contains(changed.name()) && (!isDropped(object) || isMadeAgain(object)) && seen.add(object)) {
            kept.add(new Kept(object, table, columns));
        }
    }

    /** Whether it is dropped only while the values change, and is none of those that are asked when they are created. */
    private boolean isMadeAgain(SchemaObject object) {
        boolean isAsked = object instanceof Index index
                ? index.plain()
                : ((Constraint) object).type() != Constraint.Type.EXCLUSION;
        return !isAsked && operations.contains(new Create(object));
    }

    private boolean isDropped(SchemaObject object) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Drop drop
                        && drop.object().getClass() == object.getClass()
                        && name(drop.object()).equals(name(object))
                        && names.of(drop.object().table()).equals(object.table()));
    }

    private static String name(SchemaObject object) {
        return object instanceof Index index ? index.name().local() : ((Constraint) object).name();
    }
}
