package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.head.HistoryRow;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.InsertGenerator;
import liquibase.statement.core.InsertStatement;

/** Writes the duration of a changeset with its row: an update would have to look for the row in a table that has no index. */
public class HistoryInsert extends InsertGenerator {

    /** A duration to write. */
    private record Duration(long milliseconds, AtomicBoolean isWritten) {}

    private static final String IN_SCOPE = HistoryInsert.class.getName();

    /**
     * Has Liquibase write the row of a changeset.
     *
     * @param milliseconds for the row
     * @return whether they were written; Liquibase updates the row of a changeset that runs again
     * @throws Exception what Liquibase throws
     */
    static boolean with(long milliseconds, Scope.ScopedRunner<?> row) throws Exception {
        Duration duration = new Duration(milliseconds, new AtomicBoolean());
        Scope.child(Map.of(IN_SCOPE, duration), row);
        return duration.isWritten().get();
    }

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(InsertStatement statement, Database database) {
        return database instanceof PostgresDatabase; // Liquibase remembers the answer for all statements
    }

    @Override
    @SuppressWarnings("rawtypes") // as Liquibase declares it
    public Sql[] generateSql(InsertStatement statement, Database database, SqlGeneratorChain chain) {
        Duration duration = Scope.getCurrentScope().get(IN_SCOPE, Duration.class);
        if (duration != null && statement.getTableName().equals(database.getDatabaseChangeLogTableName())) {
            statement.addColumnValue(HistoryRow.DURATION, duration.milliseconds());
            duration.isWritten().set(true);
        }
        return super.generateSql(statement, database, chain);
    }
}
