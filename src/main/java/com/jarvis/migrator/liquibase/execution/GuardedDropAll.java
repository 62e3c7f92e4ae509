package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import java.util.List;
import liquibase.CatalogAndSchema;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.lockservice.LockService;
import liquibase.lockservice.LockServiceFactory;

/**
 * Drops all objects of schemas in one transaction, the history of the migrations among them.
 *
 * @param allowed whether data may be destroyed
 */
public record GuardedDropAll(Database database, boolean allowed) {

    /**
     * @throws MigratorException if data would be destroyed, or a statement fails; nothing was dropped then
     * @throws Exception if Liquibase fails otherwise
     */
    public void run(List<String> schemas) throws Exception {
        LockService lock = LockServiceFactory.getInstance().getLockService(database);
        lock.waitForLock();
        try {
            new GuardedTransaction(
                            database,
                            allowed,
                            losses -> DataLossRefusal.of(
                                    "dropAll would destroy",
                                    database,
                                    "so nothing was done",
                                    losses,
                                    CommandHint.DROP_ALL.typed("allow=drop")))
                    .run("dropAll", () -> drop(schemas, lock), true);
        } catch (Exception e) {
            throw new RunFailure("dropAll", "and dropped nothing", CommandHint.DROP_ALL, true)
                    .explain(e, ((JdbcConnection) database.getConnection()).getUnderlyingConnection());
        } finally {
            lock.releaseLock();
        }
    }

    private void drop(List<String> schemas, LockService lock) throws Exception {
        for (String schema : schemas) {
            database.dropDatabaseObjects(new CatalogAndSchema(null, schema).customize(database));
        }
        lock.destroy();
    }
}
