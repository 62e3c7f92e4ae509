package com.jarvis.migrator.plan;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;

/** A pass between the comparison and the migration. It adds operations that existing rows or the rollback need. */
@FunctionalInterface
public interface PlanPass {

    /**
     * Completes a plan.
     *
     * @param connection in a transaction, with the search path that migrations run with; live tables are only read
     * @param live the part of the live catalog that the plan concerns
     * @throws MigratorException if the migration must not be written
     * @throws SQLException if the database fails
     */
    MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException, MigratorException;
}
