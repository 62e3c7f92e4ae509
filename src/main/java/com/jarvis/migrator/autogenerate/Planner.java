package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.compare.Difference;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.NotNullNames;
import com.jarvis.migrator.plan.rollback.RestoreAttachments;
import com.jarvis.migrator.plan.rows.Backfill;
import com.jarvis.migrator.plan.rows.ChangedKeys;
import com.jarvis.migrator.plan.rows.DataLoss;
import com.jarvis.migrator.plan.rows.RestoredRows;
import com.jarvis.migrator.plan.rows.RetargetedKeys;
import com.jarvis.migrator.plan.rows.UnknownReferences;
import com.jarvis.migrator.plan.rows.Violations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Turns the operations of a comparison into a plan, by running the passes in order. */
final class Planner {

    private final Difference difference;
    private final List<PlanPass> passes;

    /**
     * @param difference the operations, and the catalogs before and after them
     * @param references what the columns of the model's associations refer to
     * @param allow what the user permits; {@code drop} permits the loss of data
     */
    Planner(Difference difference, List<Reference> references, Set<String> allow) {
        this.difference = difference;
        passes = List.of(
                // First: it replaces changes of columns, and the other passes must see the translated values.
                (connection, live, plan) ->
                        RetargetedKeys.apply(connection, live, difference.desired(), references, plan),
                (connection, live, plan) -> UnknownReferences.apply(connection, live, references, plan),
                // Next: it adds the UPDATEs that make values fit, and the other passes must see the updated values.
                DataLoss::apply,
                // Before the other passes query the database: stops a plan that must not be written.
                (connection, live, plan) -> requireAllowed(plan, allow),
                // Before Violations, which counts the rows that a foreign key rejects when it is added again.
                (connection, live, plan) -> ChangedKeys.apply(connection, live, difference.desired(), plan),
                // Before Backfill, which splits an addition into several operations: this pass looks for a single one.
                Violations::apply,
                // Before the passes that append to the downgrade, because it inserts into the middle.
                Backfill::apply,
                RestoredRows::apply,
                // After the downgrade has restored all columns and rows, which triggers, policies and rules may use.
                RestoreAttachments::apply,
                // Last, because any operation of the downgrade may create a NOT NULL constraint.
                NotNullNames::apply);
    }

    /**
     * Runs the passes.
     *
     * @param connection in a transaction, with the search path that migrations run with
     * @throws MigratorException if the migration must not be written
     */
    MigrationPlan plan(Connection connection) throws SQLException, MigratorException {
        MigrationPlan plan = new MigrationPlan(difference.operations());
        for (PlanPass pass : passes) {
            plan = pass.apply(connection, difference.live(), plan);
        }
        return plan;
    }

    private static MigrationPlan requireAllowed(MigrationPlan plan, Set<String> allow) throws MigratorException {
        if (!plan.losses().isEmpty() && !allow.contains("drop")) {
            throw new MigratorException("""
                    The migration would lose data:
                      %s
                    Nothing was written. To drop these values:
                      mvn compile liquibase:diff -Dallow=drop""".formatted(String.join("\n  ", plan.losses())));
        }
        return plan;
    }
}
