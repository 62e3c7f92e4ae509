package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterSequence;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.List;

/**
 * A column that a sequence numbers until it is NOT NULL and can become an identity column. New rows need a number at all
 * times.
 */
final class NumberedColumn {

    private NumberedColumn() {}

    /** Whether the operation removes the sequence or default of a column that another operation turns into an identity column. */
    static boolean isUntilIdentity(Operation operation, List<Operation> all) {
        return all.stream()
                .anyMatch(o -> o instanceof AlterColumn alter
                        && alter.before().identity() == null
                        && !alter.before().notNull()
                        && alter.after().identity() != null
                        && numbers(operation, alter.before(), all));
    }

    private static boolean numbers(Operation operation, Column column, List<Operation> all) {
        if (operation instanceof AlterColumn alter) {
            Column after = alter.after();
            return after.table().equals(column.table())
                    && after.name().equals(column.name())
                    && after.identity() == null;
        }
        SchemaObject object = operation instanceof AlterSequence alter
                ? alter.before()
                : operation instanceof Drop drop ? drop.object() : null;
        return object instanceof Sequence sequence
                && (isOf(sequence, column)
                        || all.stream()
                                .anyMatch(o -> o instanceof AlterSequence alter
                                        && alter.before().name().equals(sequence.name())
                                        && isOf(alter.before(), column)));
    }

    private static boolean isOf(Sequence sequence, Column column) {
        return new Sequence.Owner(column.table(), column.name()).equals(sequence.owner());
    }
}
