package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

/**
 * How long each migration took, in milliseconds, in our own column of databasechangelog. Liquibase names all columns that
 * it reads or writes there, so one more does not disturb it. The name is Flyway's.
 */
public final class ExecutionTimes {

    private static final String COLUMN = "execution_time";

    /** A computed column for {@link #withInstant}. */
    static final String INSTANT = "dateexecuted at time zone 'UTC' as instant";

    private static final String STATE = """
            select exists (select from pg_attribute where attrelid = c.oid and attname = '%s' and not attisdropped),
              pg_has_role(c.relowner, 'usage')
            from pg_class c where c.oid = to_regclass(?)""".formatted(COLUMN);

    /** Whether the table has the column, and whether the role may add it. */
    private record State(boolean isThere, boolean mayMake) {}

    private ExecutionTimes() {}

    /** The known durations, by file and id; zero for a changeset that was marked as run. */
    public static Map<String, Duration> read(Database database) throws SQLException {
        Map<String, Duration> durations = new HashMap<>();
        Connection connection = connection(database);
        if (isThere(connection, AppliedChangeSets.qualifiedTable(database), false)) {
            SystemQuery.list(
                    connection,
                    "select filename, id, %1$s from %2$s where %1$s is not null"
                            .formatted(COLUMN, AppliedChangeSets.qualifiedTable(database)),
                    row -> durations.put(
                            row.getString(1) + "::" + row.getString(2), Duration.ofMillis(row.getLong(3))));
        }
        return durations;
    }

    /**
     * Writes the duration into the row of a changeset, in the same transaction. Every row gets one, zero for a changeset that
     * did not run (changelogSync): it marks the rows whose {@code dateexecuted} is UTC. If the role does not own the table and
     * the column is missing, nothing is written.
     *
     * @param isThere whether the table is known to have the column
     * @return whether it is known now
     */
    static boolean write(Database database, ChangeSet changeSet, boolean isThere)
            throws SQLException, DatabaseException {
        Optional<Connection> transaction = HistorySession.transaction(database);
        if (transaction.isEmpty()) {
            return isThere;
        }
        Connection connection = transaction.get();
        String table = AppliedChangeSets.qualifiedTable(database);
        long milliseconds = changeSet.getExecutionMilliseconds(); // negative for a changeset that did not run
        boolean has = isThere || isThere(connection, table, true);
        if (has) {
            SystemQuery.execute(
                    connection,
                    "update %s set %s = ? where id = ? and author = ? and filename = ?".formatted(table, COLUMN),
                    milliseconds < 0 ? 0 : Math.max(1, milliseconds),
                    changeSet.getId(),
                    changeSet.getAuthor(),
                    changeSet.getFilePath());
        }
        return has;
    }

    /**
     * A row of databasechangelog with its time as an instant. A row without a duration was written by Liquibase: its local
     * time is read as one of this machine, as Liquibase does.
     *
     * @param row with {@link #INSTANT} among its columns
     */
    static Map<String, Object> withInstant(Map<String, ?> row) {
        Map<String, Object> result = new HashMap<>(row);
        if (row.get(COLUMN.toUpperCase(Locale.ROOT)) != null) {
            result.put("DATEEXECUTED", row.get("INSTANT"));
        }
        return result;
    }

    /** The key of a migration in {@link #read}. */
    public static String key(RanChangeSet ran) {
        return ran.getChangeLog() + "::" + ran.getId();
    }

    private static boolean isThere(Connection connection, String table, boolean make) throws SQLException {
        Optional<State> state =
                SystemQuery.first(connection, STATE, row -> new State(row.getBoolean(1), row.getBoolean(2)), table);
        if (state.isEmpty() || state.get().isThere()) {
            return state.isPresent();
        }
        boolean makes = make && state.get().mayMake();
        if (makes) {
            SystemQuery.execute(connection, "alter table %s add %s bigint".formatted(table, COLUMN));
        }
        return makes;
    }

    private static Connection connection(Database database) {
        return ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    }
}
