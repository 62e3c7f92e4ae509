package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * How long each migration took, in milliseconds, in our own column of databasechangelog. Liquibase names all columns that
 * it reads or writes there, so one more does not disturb it. The name is Flyway's.
 */
public final class ExecutionTimes {

    private static final String COLUMN = "execution_time";
    private static final String STATE = """
            select exists (select from pg_attribute where attrelid = c.oid and attname = '%s' and not attisdropped),
              pg_has_role(c.relowner, 'usage')
            from pg_class c where c.oid = to_regclass(?)""".formatted(COLUMN);

    private ExecutionTimes() {}

    /** The known durations, by file and id. */
    public static Map<String, Duration> read(Database database) throws SQLException {
        Map<String, Duration> durations = new HashMap<>();
        Connection connection = connection(database);
        if (isThere(connection, AppliedChangeSets.table(database), false)) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select filename, id, %1$s from %2$s where %1$s is not null"
                            .formatted(COLUMN, AppliedChangeSets.table(database)))) {
                while (rows.next()) {
                    durations.put(rows.getString(1) + "::" + rows.getString(2), Duration.ofMillis(rows.getLong(3)));
                }
            }
        }
        return durations;
    }

    /** The key of a migration in {@link #read}. */
    public static String key(RanChangeSet ran) {
        return ran.getChangeLog() + "::" + ran.getId();
    }

    /** The duration for people: {@code 0.04 s}, {@code 12 s}, {@code 3 min 5 s}. */
    public static String text(Duration duration) {
        if (duration.toMillis() < 10_000) {
            return "%.2f s".formatted(duration.toMillis() / 1000.0);
        }
        return duration.toMinutes() == 0
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    private static boolean isThere(Connection connection, String table, boolean make) throws SQLException {
        boolean there;
        boolean mayMake;
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                there = rows.getBoolean(1);
                mayMake = rows.getBoolean(2);
            }
        }
        if (!there && make && mayMake) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("alter table %s add %s bigint".formatted(table, COLUMN));
            }
        }
        return there || make && mayMake;
    }

    private static Connection connection(Database database) {
        return ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    }

    /** Writes the duration into the migration's row, in the transaction that inserts the row. */
    public static final class Listener extends AbstractChangeExecListener {

        private long start;

        @Override
        public void willRun(
                ChangeSet changeSet, DatabaseChangeLog changelog, Database database, ChangeSet.RunStatus status) {
            start = System.nanoTime();
        }

        @Override
        public void ran(ChangeSet changeSet, DatabaseChangeLog changelog, Database database, ChangeSet.ExecType type) {
            long milliseconds = Duration.ofNanos(System.nanoTime() - start).toMillis();
            Connection connection = connection(database);
            try {
                if (isThere(connection, AppliedChangeSets.table(database), true)) {
                    try (PreparedStatement update = connection.prepareStatement(
                            "update %s set %s = ? where id = ? and author = ? and filename = ?"
                                    .formatted(AppliedChangeSets.table(database), COLUMN))) {
                        update.setLong(1, milliseconds);
                        update.setString(2, changeSet.getId());
                        update.setString(3, changeSet.getAuthor());
                        update.setString(4, changeSet.getFilePath());
                        update.executeUpdate();
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
