package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.List;
import java.util.Optional;

/**
 * The columns that operations add and drop.
 *
 * @param operations of an upgrade
 */
record ColumnChanges(List<Operation> operations) {

    /** The column of that name that is added; empty if there is none. */
    Optional<Column> created(Name table, String column) {
        return find(Create.class, table, column);
    }

    /** The column of that name that is dropped; empty if there is none. */
    Optional<Column> dropped(Name table, String column) {
        return find(Drop.class, table, column);
    }

    private Optional<Column> find(Class<? extends Operation> kind, Name table, String column) {
        return operations.stream()
                .filter(kind::isInstance)
                .flatMap(operation -> operation.objects().stream())
                .filter(object -> object instanceof Column found
                        && found.table().equals(table)
                        && found.name().equals(column))
                .map(Column.class::cast)
                .findFirst();
    }
}
