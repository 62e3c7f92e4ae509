package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.liquibase.connection.CommandHint;
import com.jarvis.migrator.liquibase.history.QualifiedNames;
import com.jarvis.migrator.session.SystemPath;
import com.jarvis.migrator.sql.Identifiers;
import java.util.List;
import liquibase.CatalogAndSchema;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.executor.ExecutorService;
import liquibase.lockservice.LockService;
import liquibase.lockservice.LockServiceFactory;
import liquibase.statement.core.RawParameterizedSqlStatement;

/**
 * Drops all objects of schemas in one transaction, the history of the migrations among them.
 *
 * @param allowed whether data may be destroyed
 */
public record GuardedDropAll(Database database, boolean allowed) {

    /**
     * Drops what Liquibase leaves in a schema, except the members of extensions. All commands exist before the first one runs,
     * because CASCADE may drop what a later one names. The array type and the multirange of a type go with it.
     */
    private static final String REST = """
            do $$ declare command text; begin
              foreach command in array array(
                select format('drop type if exists %%I.%%I cascade', n.nspname, t.typname)
                from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
                where n.nspname = %1$s and (t.typtype in ('e', 'r') or c.relkind = 'c'
                    or t.typtype = 'b' and not exists (select from pg_type e where e.typarray = t.oid))
                  and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'e')
                union all
                select format('drop domain if exists %%I.%%I cascade', n.nspname, t.typname)
                from pg_type t join pg_namespace n on n.oid = t.typnamespace
                where n.nspname = %1$s and t.typtype = 'd'
                  and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'e')
                union all
                select format('drop routine if exists %%s cascade', p.oid::regprocedure)
                from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = %1$s and not exists (
                  select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype in ('e', 'i'))
                union all
                select format('drop collation if exists %%I.%%I cascade', n.nspname, l.collname)
                from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                where n.nspname = %1$s and not exists (
                  select from pg_depend where classid = 'pg_collation'::regclass and objid = l.oid and deptype = 'e'))
              loop
                execute command;
              end loop;
            end $$""";

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
                    .run(
                            "dropAll",
                            () -> QualifiedNames.in(database, () -> {
                                drop(schemas, lock);
                                return null;
                            }),
                            true);
        } catch (Exception e) {
            throw new RunFailure("dropAll", "and dropped nothing", CommandHint.DROP_ALL, true)
                    .explain(e, ((JdbcConnection) database.getConnection()).getUnderlyingConnection());
        } finally {
            lock.releaseLock();
        }
    }

    /** With the {@link SystemPath}: the queries of Liquibase and of REST name operators, and all that they drop is qualified. */
    private void drop(List<String> schemas, LockService lock) throws Exception {
        GuardedTransaction.execute(() -> {
            SystemPath.setForTransaction(((JdbcConnection) database.getConnection()).getUnderlyingConnection());
            return null;
        });
        for (String schema : schemas) {
            database.dropDatabaseObjects(new CatalogAndSchema(null, schema).customize(database));
            Scope.getCurrentScope()
                    .getSingleton(ExecutorService.class)
                    .getExecutor("jdbc", database)
                    .execute(new RawParameterizedSqlStatement(REST.formatted(Identifiers.literal(schema))));
        }
        lock.destroy();
    }
}
