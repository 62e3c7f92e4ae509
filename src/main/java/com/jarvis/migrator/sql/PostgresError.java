package com.jarvis.migrator.sql;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.Printable;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** PostgreSQL's errors: what their SQLSTATE means (manual, appendix A), and their message. */
public final class PostgresError {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** {@code duplicate_object}, such as a role or an extension, and {@code duplicate_schema}. */
    private static final Set<String> DUPLICATES = Set.of("42710", "42P06");

    /** {@code duplicate_table}, such as an index or a sequence, {@code duplicate_function}, and the other {@link #DUPLICATES}. */
    private static final Set<String> EXISTING = Set.of("42P07", "42723", "42710", "42P06");

    /**
     * {@code active_sql_transaction}, for CONCURRENTLY and VACUUM, and {@code invalid_transaction_termination}, for a block or
     * procedure that commits.
     */
    private static final Set<String> OUTSIDE_TRANSACTION = Set.of("25001", "2D000");

    private PostgresError() {}

    /** Whether the role lacks a right, or a policy would hide rows from it. */
    public static boolean isInsufficientPrivilege(String sqlState) {
        return INSUFFICIENT_PRIVILEGE.equals(sqlState);
    }

    /** Whether the role, extension or schema to create exists. */
    public static boolean isDuplicate(String sqlState) {
        return sqlState != null && DUPLICATES.contains(sqlState);
    }

    /** Whether the object of whatever kind to create exists. */
    public static boolean isExisting(String sqlState) {
        return sqlState != null && EXISTING.contains(sqlState);
    }

    /** Whether the statement runs only outside a transaction. */
    public static boolean needsNoTransaction(String sqlState) {
        return sqlState != null && OUTSIDE_TRANSACTION.contains(sqlState);
    }

    /** The message without the severity that the driver puts before it; further lines are details and hints. */
    public static String message(SQLException error) {
        return text(error).replaceFirst("^ERROR: ", "");
    }

    /** The driver's message. A line break within PostgreSQL's message, detail or hint is escaped, as it is from a name or a value. */
    public static String text(SQLException error) {
        String text = String.valueOf(error.getMessage());
        Object server = Loaders.get(error, "getServerErrorMessage"); // PSQLException's
        for (String part : List.of("getMessage", "getDetail", "getHint")) {
            Object found = server == null ? null : Loaders.get(server, part);
            text = found == null ? text : text.replace(found.toString(), Printable.line(found.toString()));
        }
        return Printable.text(text);
    }

    /** The message with its details and hint in one line, without the position in a statement that the reader may not see. */
    public static String line(SQLException error) {
        Object server = Loaders.get(error, "getServerErrorMessage");
        if (server == null) {
            return Printable.line(message(error).replaceAll("\\s*\\n\\s*", " "));
        }
        String text = Printable.line(String.valueOf(Loaders.get(server, "getMessage")));
        for (String part : List.of("Detail", "Hint")) {
            Object found = Loaders.get(server, "get" + part);
            text += found == null ? "" : " " + part + ": " + Printable.line(found.toString());
        }
        return text;
    }

    /** The first line of the message. */
    public static String firstLine(SQLException error) {
        return message(error).lines().findFirst().orElse("");
    }
}
