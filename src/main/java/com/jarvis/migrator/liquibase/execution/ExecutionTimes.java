package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.head.HistoryRow;
import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/**
 * How long each migration took, in milliseconds, in our own column of databasechangelog. Liquibase names all columns that
 * it reads or writes there, so one more does not disturb it.
 */
final class ExecutionTimes {

    /** A computed column for {@link #withInstant}. */
    static final String INSTANT = "dateexecuted at time zone 'UTC' as instant";

    private static final String STATE = """
            select exists (select from pg_attribute where attrelid = c.oid and attname = '%s' and not attisdropped),
              pg_has_role(c.relowner, 'usage')
            from pg_class c where c.oid = to_regclass(?)""".formatted(HistoryRow.DURATION);

    /** Whether the table has the column, and whether the role may add it. */
    private record State(boolean isThere, boolean mayMake) {}

    private ExecutionTimes() {}

    /**
     * Writes the duration into the row of a changeset, in the same transaction. Every row gets one, zero for a changeset that
     * did not run (changelogSync): it marks the rows whose {@code dateexecuted} is UTC. If the role does not own the table and
     * the column is missing, nothing is written.
     *
     * @return whether the table has the column
     */
    static boolean write(Database database, ChangeSet changeSet) throws SQLException, DatabaseException {
        Optional<Connection> transaction = HistorySession.transaction(database);
        boolean isThere =
                transaction.isPresent() && isThere(transaction.get(), AppliedChangeSets.qualifiedTable(database));
        if (isThere) {
            update(database, changeSet);
        }
        return isThere;
    }

    /** Writes the duration into the row of a changeset, in a table that has the column. */
    static void update(Database database, ChangeSet changeSet) throws SQLException, DatabaseException {
        Optional<Connection> transaction = HistorySession.transaction(database);
        if (transaction.isPresent()) {
            SystemQuery.execute(
                    transaction.get(),
                    "update %s set %s = ? where id = ? and author = ? and filename = ?"
                            .formatted(AppliedChangeSets.qualifiedTable(database), HistoryRow.DURATION),
                    of(changeSet),
                    changeSet.getId(),
                    changeSet.getAuthor(),
                    changeSet.getFilePath());
        }
    }

    /** The duration to write, in milliseconds: at least 1 for a changeset that ran. */
    static long of(ChangeSet changeSet) {
        long milliseconds = changeSet.getExecutionMilliseconds(); // negative for a changeset that did not run
        return milliseconds < 0 ? 0 : Math.max(1, milliseconds);
    }

    /**
     * A row of databasechangelog with its time as an instant. A row without a duration was written by Liquibase: its local
     * time is read as one of this machine, as Liquibase does.
     *
     * @param row with {@link #INSTANT} among its columns
     */
    static Map<String, Object> withInstant(Map<String, ?> row) {
        Map<String, Object> result = new HashMap<>(row);
        if (row.get(HistoryRow.DURATION.toUpperCase(Locale.ROOT)) != null) {
            result.put("DATEEXECUTED", row.get("INSTANT"));
        }
        return result;
    }

    /** Whether the table has the column; it is added if the role may do that. */
    private static boolean isThere(Connection connection, String table) throws SQLException {
        Optional<State> state =
                SystemQuery.first(connection, STATE, row -> new State(row.getBoolean(1), row.getBoolean(2)), table);
        if (state.isEmpty() || state.get().isThere()) {
            return state.isPresent();
        }
        if (state.get().mayMake()) {
            SystemQuery.execute(connection, "alter table %s add %s bigint".formatted(table, HistoryRow.DURATION));
        }
        return state.get().mayMake();
    }
}
