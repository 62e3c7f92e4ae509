package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A row of databasechangelog, as {@code history} shows it.
 *
 * @param file as the table has it
 * @param comment null if it has none
 * @param description what Liquibase says that the changeset does; null if it is not known
 * @param isMarkedOnly whether the changeset was marked as run, without being executed
 * @param time when it ran; without a duration, it is the local time of the machine that wrote the row
 * @param duration null in a row that Liquibase has written without the migrator
 */
public record HistoryRow(
        String id,
        String author,
        String file,
        String comment,
        String description,
        boolean isMarkedOnly,
        ZonedDateTime time,
        Duration duration) {

    /** The migrator's own column of the table: milliseconds. The name is Flyway's. */
    public static final String DURATION = "execution_time";

    private static final String ROWS = """
            select id, author, filename, comments, description, exectype = 'MARK_RAN', %1$s,
              case when %1$s is null then null else dateexecuted at time zone 'UTC' end, dateexecuted
            from %2$s order by orderexecuted""";

    /** Whether there is the table, and whether it has the migrator's own column. */
    private static final String STATE = """
            select exists (select from pg_attribute where attrelid = c.oid and attname = '%s' and not attisdropped)
            from pg_class c where c.oid = to_regclass(?)""".formatted(DURATION);

    /**
     * All rows, the oldest first; none if there is no table.
     *
     * @param table databasechangelog with its schema, as SQL writes it
     */
    public static List<HistoryRow> read(Connection connection, String table) throws SQLException {
        Optional<Boolean> hasDurations = SystemQuery.first(connection, STATE, row -> row.getBoolean(1), table);
        if (hasDurations.isEmpty()) {
            return List.of();
        }
        String rows = ROWS.formatted(hasDurations.get() ? DURATION : "null::bigint", table);
        return SystemQuery.list(connection, rows, row -> {
            Object milliseconds = row.getObject(7);
            return new HistoryRow(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getBoolean(6),
                    row.getTimestamp(milliseconds == null ? 9 : 8).toInstant().atZone(ZoneId.systemDefault()),
                    milliseconds == null ? null : Duration.ofMillis(((Number) milliseconds).longValue()));
        });
    }

    /** The same row with its file as Liquibase names it. */
    public HistoryRow in(String normalizedFile) {
        return new HistoryRow(id, author, normalizedFile, comment, description, isMarkedOnly, time, duration);
    }
}
