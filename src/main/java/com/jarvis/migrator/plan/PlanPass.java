package com.jarvis.migrator.plan;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;

/** One pass between the comparison and the migration: it adds what the rows or the rollback need. */
@FunctionalInterface
public interface PlanPass {

    /**
     * Completes a plan.
     *
     * @param connection in a transaction, its search path as it is for the migrations; live tables are only read
     * @param live what of the live catalog the plan concerns
     * @throws MigratorException when the migration must not be written
     * @throws SQLException when the database fails
     */
    MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan) throws SQLException, MigratorException;
}
