package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Recreates in the downgrade what is dropped with a table or a schema and no entity describes: triggers, policies, privileges and
 * so on.
 */
public final class RestoreAttachments {

    private RestoreAttachments() {}

    /** See {@link PlanPass}. */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException {
        List<Operation> restored = new ArrayList<>();
        for (Operation operation : plan.operations().upgrade()) {
            if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                Attached.of(connection, table.name()).forEach(attached -> restored.add(new Create(attached)));
            } else if (operation instanceof Drop drop && drop.object() instanceof Schema schema) {
                Attached.of(connection, schema).forEach(attached -> restored.add(new Create(attached)));
            }
        }
        return plan.with(plan.operations().withLastInDowngrade(restored));
    }
}
