package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.NotNullNames;
import com.jarvis.migrator.plan.rollback.RestoreAttachments;
import com.jarvis.migrator.plan.rows.Backfill;
import com.jarvis.migrator.plan.rows.DataLoss;
import com.jarvis.migrator.plan.rows.Violations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Makes a plan of what a comparison has found: the passes, in their order. */
final class Planner {

    private final List<PlanPass> passes;

    /** @param allow what the user accepts: {@code drop} for the loss of values */
    Planner(Set<String> allow) {
        passes = List.of(
                // First, as the others have to see the values as they will be: it adds the updates that make them fit.
                DataLoss::apply,
                // Before anything else is asked of the database: a plan that must not be written ends here.
                (connection, live, plan) -> requireAllowed(plan, allow),
                // Before Backfill, which splits the operations that it looks for: an addition is one operation until
                // then.
                Violations::apply,
                // Before what is added to the end of the downgrade, as it adds to its middle.
                Backfill::apply,
                // After the tables have all their columns and rows again: triggers, policies and rules may refer to
                // each.
                RestoreAttachments::apply,
                // Last, as any operation of the downgrade may create a NOT NULL constraint.
                NotNullNames::apply);
    }

    /**
     * Plans.
     *
     * @param connection in a transaction, its search path as it is for the migrations
     * @param live what of the live catalog the operations concern
     * @throws MigratorException when the migration must not be written
     */
    MigrationPlan plan(Connection connection, Catalog live, Operations operations)
            throws SQLException, MigratorException {
        MigrationPlan plan = new MigrationPlan(operations);
        for (PlanPass pass : passes) {
            plan = pass.apply(connection, live, plan);
        }
        return plan;
    }

    private static MigrationPlan requireAllowed(MigrationPlan plan, Set<String> allow) throws MigratorException {
        if (!plan.losses().isEmpty() && !allow.contains("drop")) {
            throw new MigratorException("""
                    The migration would lose data:
                      %s
                    Nothing was written. If these values are to go, say so:
                      mvn compile liquibase:diff -Dallow=drop""".formatted(String.join("\n  ", plan.losses())));
        }
        return plan;
    }
}
