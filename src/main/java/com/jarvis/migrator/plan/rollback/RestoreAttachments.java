package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.RollbackOnly;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What goes with a table that is dropped and that no entity can say: a rollback gives it back. */
public final class RestoreAttachments {

    private RestoreAttachments() {}

    /**
     * The operations, behind those that the way back comes to last: triggers, policies, privileges and the like.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     */
    public static List<Operation> prepare(Connection connection, List<Operation> operations) throws SQLException {
        List<Operation> prepared = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                for (Attached attached : Attached.of(connection, table.name())) {
                    // The way back goes backwards through these as well.
                    prepared.add(0, new RollbackOnly(new Drop(attached)));
                }
            }
        }
        prepared.addAll(operations);
        return prepared;
    }

    /** The statements that give back what goes with dropped tables. */
    public static Set<String> statements(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation instanceof RollbackOnly only
                        && only.operation() instanceof Drop drop
                        && drop.object() instanceof Attached)
                .flatMap(operation -> Ddl.statements(operation.reverse()).stream())
                .collect(Collectors.toSet());
    }
}
