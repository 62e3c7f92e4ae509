package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.List;

/** A column that a sequence numbers until it is NOT NULL and can be an identity: rows to come need a number all the time. */
final class NumberedColumn {

    private NumberedColumn() {}

    /** Whether the operation takes the numbers away from a column that becomes an identity in another one. */
    static boolean isUntilIdentity(Operation operation, List<Operation> all) {
        return all.stream()
                .anyMatch(o -> o instanceof Alter alter
                        && alter.before() instanceof Column before
                        && alter.after() instanceof Column after
                        && before.identity() == null
                        && !before.notNull()
                        && after.identity() != null
                        && numbers(operation, before, all));
    }

    private static boolean numbers(Operation operation, Column column, List<Operation> all) {
        if (operation instanceof Alter alter && alter.after() instanceof Column after) {
            return after.table().equals(column.table())
                    && after.name().equals(column.name())
                    && after.identity() == null;
        }
        SchemaObject object = operation instanceof Alter alter
                ? alter.before()
                : operation instanceof Drop drop ? drop.object() : null;
        return object instanceof Sequence sequence
                && (isOf(sequence, column)
                        || all.stream()
                                .anyMatch(o -> o instanceof Alter alter
                                        && alter.before() instanceof Sequence before
                                        && before.name().equals(sequence.name())
                                        && isOf(before, column)));
    }

    private static boolean isOf(Sequence sequence, Column column) {
        return new Sequence.Owner(column.table(), column.name()).equals(sequence.owner());
    }
}
