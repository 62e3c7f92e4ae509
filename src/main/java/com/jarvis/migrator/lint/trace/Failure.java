package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.embedded.Supplies;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What stopped a migration.
 *
 * @param statement the number of the failed statement; 0 if it is not a statement of the migration
 * @param sql its text
 * @param sqlState PostgreSQL's five characters; empty if the failure is not from PostgreSQL
 * @param message of PostgreSQL
 * @param lacking what the throw-away server does not have and the live database has, such as {@code type "geometry"}; empty if the
 *     failure has another reason
 */
public record Failure(int statement, String sql, String sqlState, String message, Optional<String> lacking) {

    private static final Set<String> MISSING_STATES = Set.of("42P01", "42703", "42704", "42883", "3F000");

    static Failure of(int statement, String sql, Throwable thrown) {
        SQLException cause = sqlException(thrown);
        return new Failure(
                statement,
                sql,
                cause == null ? "" : Objects.toString(cause.getSQLState(), ""),
                message(thrown),
                Optional.empty());
    }

    Failure lacking(Optional<String> object) {
        return new Failure(statement, sql, sqlState, message, object);
    }

    /** Whether PostgreSQL refused the statement because it runs only outside a transaction. */
    public boolean isForTransaction() {
        return PostgresError.needsNoTransaction(sqlState);
    }

    /** Whether the statement needs rights that the role on the throw-away server does not have. */
    public boolean isForRights() {
        return PostgresError.isInsufficientPrivilege(sqlState);
    }

    /**
     * Whether the statement uses an object that does not exist: a table, column, type, function or schema (manual, appendix A).
     */
    public boolean isForMissingObject() {
        return MISSING_STATES.contains(sqlState);
    }

    /** The extension that the statement needs and the throw-away server lacks. */
    public Optional<String> missingExtension() {
        return Supplies.unavailable(message);
    }

    /** PostgreSQL's message without Liquibase's, and without the files of the throw-away server; that of the exception itself if it is not from PostgreSQL. */
    static String message(Throwable thrown) {
        SQLException cause = sqlException(thrown);
        return cause == null
                ? Objects.toString(thrown.getMessage(), thrown.toString()).strip()
                : withoutFiles(PostgresError.text(cause).strip());
    }

    /** PostgreSQL 13 to 17 name the file that an extension lacks; 13 and 14 nothing else. */
    private static String withoutFiles(String message) {
        return message.replaceFirst("\\n\\s*Detail: Could not open extension control file .*", "")
                .replaceFirst(
                        "could not open extension control file \"[^\"]*?([^/\"]+)\\.control\".*",
                        "extension \"$1\" is not available");
    }

    /** A changeset of this project keeps the exception that it explains as suppressed. */
    private static SQLException sqlException(Throwable thrown) {
        if (thrown == null || thrown instanceof SQLException) {
            return (SQLException) thrown;
        }
        return Stream.concat(Stream.ofNullable(thrown.getCause()), Stream.of(thrown.getSuppressed()))
                .map(Failure::sqlException)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
