package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.operation.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a migration must not do to objects of the live database. Each check refuses with a message of its own. */
record Refusals(Connection connection, Schemas schemas, ExcludedTables excluded) {

    /**
     * Refuses what PostgreSQL would reject, or what would destroy something that the model does not define.
     *
     * @param live the whole live catalog
     * @param renamed the compared part of it after the renames
     * @param desired the same part of the model
     * @throws MigratorException with the objects and what to do
     */
    void requireNone(Catalog live, Catalog renamed, Catalog desired, List<Operation> upgrade)
            throws SQLException, MigratorException {
        DomainTypes.requireUnchanged(upgrade);
        BlockingDependents.requireNone(connection, schemas, live, desired, upgrade);
        PartitionedKeys.requireComplete(connection, live, upgrade);
        Catalog kept = excluded.keep(renamed, desired);
        ExcludedParts.requireFit(connection, schemas, kept, excluded);
        SurvivingObjects.requireFit(connection, schemas, renamed, kept, upgrade);
        NameConflicts.requireNone(connection, schemas, live, upgrade);
    }
}
