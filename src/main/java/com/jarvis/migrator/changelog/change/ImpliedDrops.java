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

/** Omits drops of objects that PostgreSQL drops together with their table. */
final class ImpliedDrops {

    private ImpliedDrops() {}

    /** The operations without drops of objects whose table is dropped later in the list. */
    static List<Operation> fold(List<Operation> operations) {
        Deque<Operation> kept = new ArrayDeque<>();
        for (int i = operations.size() - 1; i >= 0; i--) {
            Operation operation = operations.get(i);
            if (!(operation instanceof Drop drop && isDroppedWithTable(drop.object(), kept))) {
                kept.addFirst(operation);
            }
        }
        return new ArrayList<>(kept);
    }

    /** Whether the table of the object is dropped later, and nothing before that requires the object to be gone. */
    private static boolean isDroppedWithTable(SchemaObject object, Iterable<Operation> later) {
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
            if (object instanceof Constraint key && isBlockedBy(drop.object(), key)) {
                return false;
            }
        }
        return false;
    }

    /** Whether a foreign key blocks the drop: that of the table, key or column that it references. */
    private static boolean isBlockedBy(SchemaObject dropped, Constraint key) {
        boolean isForeignKey = dropped instanceof Constraint c && c.type() == Constraint.Type.FOREIGN_KEY;
        return dropped.table().equals(key.referenced()) && !isForeignKey;
    }
}
