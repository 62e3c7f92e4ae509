package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.List;

/** When an index can be dropped, relative to the other operations of a change. */
final class IndexDrop {

    private IndexDrop() {}

    /** Whether a dropped foreign key may depend on the index, so that both are dropped together. */
    static boolean belongsToForeignKey(Index index, List<Operation> all) {
        return index.unique() && all.stream().anyMatch(o -> isForeignKeyTo(o, index.table()));
    }

    /** Whether another operation requires that the index is dropped first. */
    static boolean isInTheWay(Index index, List<Operation> all) {
        return all.stream().anyMatch(o -> needsGone(o, index));
    }

    private static boolean isForeignKeyTo(Operation operation, Name table) {
        return operation instanceof Drop drop
                && drop.object() instanceof Constraint constraint
                && table.equals(constraint.referenced());
    }

    private static boolean needsGone(Operation operation, Index index) {
        if (operation instanceof Create create && create.object() instanceof Index other) {
            return other.name().equals(index.name());
        } else if (operation instanceof Create create && create.object() instanceof Constraint constraint) {
            return constraint.table().sibling(constraint.name()).equals(index.name());
        } else if (operation instanceof Drop drop && drop.object() instanceof Column column) {
            return column.table().equals(index.table());
        } else if (operation instanceof AlterColumn alter) {
            return alter.before().table().equals(index.table());
        }
        return operation instanceof Operation.Rename;
    }
}
