package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * A row of databasechangelog, as {@code history} shows it.
 *
 * @param file with forward slashes, and without a beginning such as {@code classpath:}
 * @param comment null if it has none
 * @param isMarkedOnly whether the changeset was marked as run, without being executed
 * @param time when it ran; without a duration, it is the local time of the machine that wrote the row
 * @param duration null in a row that Liquibase has written without the migrator
 */
public record HistoryRow(
        String id,
        String author,
        String file,
        String comment,
        boolean isMarkedOnly,
        ZonedDateTime time,
        Duration duration) {

    private static final String ROWS = """
            select id, author, filename, comments, exectype, %1$s,
              case when %1$s is null then null else dateexecuted at time zone 'UTC' end, dateexecuted
            from %2$s.databasechangelog order by orderexecuted""";

    /** Whether the table has the migrator's own column. */
    private static final String HAS_TIMES = """
            select exists (select from pg_attribute where attrelid = to_regclass(?) and attname = 'execution_time' and not attisdropped)""";

    /**
     * All rows, the oldest first.
     *
     * @param schema of databasechangelog, as SQL writes it
     * @throws SQLException if there is no such table
     */
    static List<HistoryRow> read(Connection connection, String schema) throws SQLException {
        boolean hasTimes =
                SystemQuery.one(connection, HAS_TIMES, row -> row.getBoolean(1), schema + "." + HeadCheck.TABLE);
        return SystemQuery.list(
                connection, ROWS.formatted(hasTimes ? "execution_time" : "null::bigint", schema), row -> {
                    Object milliseconds = row.getObject(6);
                    return new HistoryRow(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5).equals("MARK_RAN"),
                            row.getTimestamp(milliseconds == null ? 8 : 7)
                                    .toInstant()
                                    .atZone(ZoneId.systemDefault()),
                            milliseconds == null ? null : Duration.ofMillis(((Number) milliseconds).longValue()));
                });
    }
}
