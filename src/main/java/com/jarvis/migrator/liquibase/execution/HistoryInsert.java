package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.head.HistoryRow;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.InsertGenerator;
import liquibase.statement.core.InsertStatement;

/** Writes the duration of a changeset with its row: an update would have to look for the row in a table that has no index. */
public class HistoryInsert extends InsertGenerator {

    /**
     * In Liquibase's scope, which all class loaders share, so the value is of a class of Java's: the duration to write, null once it is
     * in a statement; see {@link com.jarvis.migrator.Loaders}.
     */
    private static final String DURATION = "jarvis.historyDuration";

    /**
     * Has Liquibase write the row of a changeset.
     *
     * @param milliseconds for the row
     * @return whether they were written; Liquibase updates the row of a changeset that runs again
     * @throws Exception what Liquibase throws
     */
    static boolean with(long milliseconds, Scope.ScopedRunner<?> row) throws Exception {
        AtomicReference<Long> duration = new AtomicReference<>(milliseconds);
        Scope.child(Map.of(DURATION, duration), row);
        return duration.get() == null;
    }

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    /** Not a subclass, such as that of loadUpdateData. Liquibase remembers the answer for all statements of a class. */
    @Override
    public boolean supports(InsertStatement statement, Database database) {
        return statement.getClass() == InsertStatement.class && database instanceof PostgresDatabase;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Liquibase declares it
    public Sql[] generateSql(InsertStatement statement, Database database, SqlGeneratorChain chain) {
        AtomicReference<?> duration = Scope.getCurrentScope().get(DURATION, AtomicReference.class);
        if (duration != null
                && duration.get() != null
                && statement.getTableName().equals(database.getDatabaseChangeLogTableName())) {
            statement.addColumnValue(HistoryRow.DURATION, duration.getAndSet(null));
        }
        return super.generateSql(statement, database, chain);
    }
}
