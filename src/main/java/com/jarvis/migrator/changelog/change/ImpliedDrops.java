package com.jarvis.migrator.changelog.change;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Leaves out what PostgreSQL drops by itself together with a table. */
final class ImpliedDrops {

    private ImpliedDrops() {}

    /** The operations without the drops of what goes with its table later in the list anyway. */
    static List<Operation> fold(List<Operation> operations) {
        Deque<Operation> kept = new ArrayDeque<>();
        for (int i = operations.size() - 1; i >= 0; i--) {
            Operation operation = operations.get(i);
            if (!(operation instanceof Drop drop && goesWithTable(drop.object(), kept))) {
                kept.addFirst(operation);
            }
        }
        return new ArrayList<>(kept);
    }

    /** Whether its table is dropped later, with nothing before that which needs it gone. */
    private static boolean goesWithTable(SchemaObject object, Iterable<Operation> later) {
        Name table = object.table();
        if (table == null || object instanceof Table) {
            return false;
        }
        for (Operation operation : later) {
            if (operation instanceof Operation.AuthorNote) {
                continue;
            }
            if (!(operation instanceof Drop drop) || drop.object().table() == null) {
                return false;
            }
            if (drop.object() instanceof Table dropped && dropped.name().equals(table)) {
                return true;
            }
            if (object instanceof Constraint key && needed(drop.object(), key)) {
                return false;
            }
        }
        return false;
    }

    /** Whether a foreign key stands in the way of the drop: of the table that it references, or of its key or columns. */
    private static boolean needed(SchemaObject dropped, Constraint key) {
        boolean foreignKey = dropped instanceof Constraint c && c.type() == Constraint.Type.FOREIGN_KEY;
        return dropped.table().equals(key.referenced()) && !foreignKey;
    }
}
