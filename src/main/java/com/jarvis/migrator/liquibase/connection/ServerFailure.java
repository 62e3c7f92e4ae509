package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failure whose cause is the server, its settings or the role's rights, not the statement: what it means and what helps.
 * The codes are from PostgreSQL's manual, appendix A, "PostgreSQL Error Codes".
 *
 * @param meaning what is wrong, in one or two sentences
 * @param fix what to do, with the exact command where there is one; without a final line break
 */
public record ServerFailure(String meaning, String fix) {

    /**
     * @param failure the driver's exception
     * @param connection on which it happened; a connection that still works is asked for details, after a rollback
     * @return empty if the statement itself is at fault, or if the failure is not known here
     */
    public static Optional<ServerFailure> of(SQLException failure, Connection connection) {
        String state = String.valueOf(failure.getSQLState());
        String said = message(failure);
        Role role = Role.of(connection);
        return Optional.ofNullable(
                switch (state) {
                    case "42501" -> MissingRight.of(said, role);
                    case "25006" -> readOnly(role, connection);
                    case "57014" ->
                        said.contains("statement timeout") || isLimited(connection)
                                ? timeout("statement_timeout", "a statement", role)
                                : null;
                    case "25P03" -> timeout("idle_in_transaction_session_timeout", "an idle transaction", role);
                    case "25P04" -> timeout("transaction_timeout", "a transaction", role);
                    case "57P05" -> timeout("idle_session_timeout", "an idle session", role);
                    case "53100" ->
                        new ServerFailure(
                                "The server's disk is full. The migrations are not at fault.",
                                "Free space on the server, or move its data to a larger disk.");
                    case "53200" ->
                        new ServerFailure(
                                "The server has no memory left for this. The migrations are not at fault.",
                                "Give it more memory, or lower work_mem and maintenance_work_mem.");
                    case "53300" ->
                        new ServerFailure(
                                "The server has no free connection.",
                                "End sessions that nobody needs (select * from pg_stat_activity), or raise max_connections.");
                    case "53400" ->
                        new ServerFailure(
                                "A limit in the server's configuration is reached. The migrations are not at fault.",
                                "Raise the limit that the message names, for this role:\n  "
                                        + role.set(limit(said), "…"));
                    case "58030" ->
                        new ServerFailure(
                                "The server cannot read or write its files. The migrations are not at fault.",
                                "Check the server's disk and its log.");
                    case "42P05", "26000" -> said.contains("\"S_") ? pooler() : null;
                    case "22P05" ->
                        new ServerFailure(
                                "The database's encoding has no such character.",
                                "Take the character out, or use a database that can store it:\n"
                                        + "  createdb --encoding=UTF8 --template=template0 <name>");
                    default -> state.matches("08...|57P0[123]") ? lost() : null;
                });
    }

    /** The meaning and the fix. */
    public String text() {
        return meaning + "\n" + fix;
    }

    /** A connection that ended, whoever ended it. */
    static ServerFailure lost() {
        return new ServerFailure(
                "The connection was lost; PostgreSQL rolls back what was not committed.",
                "Wait until the server is back.");
    }

    private static ServerFailure pooler() {
        return new ServerFailure(
                "A pooler gives each transaction another session, so it does not keep one session per connection.",
                "Give the URL of PostgreSQL itself, as in -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis, and"
                        + " leave -Dlock.pooler=session out.");
    }

    private static ServerFailure timeout(String setting, String what, Role role) {
        return new ServerFailure(
                "%s limits how long %s may last. The migrations are not at fault.".formatted(setting, what),
                "Lift the limit for this role; it may do so itself:\n  " + role.set(setting, "0"));
    }

    private static ServerFailure readOnly(Role role, Connection connection) {
        if (isStandby(connection)) {
            return new ServerFailure(
                    "This server is a standby, which only reads.",
                    "Give the URL of the primary, or several servers and let the driver choose:\n"
                            + "  jdbc:postgresql://one,other/%s?targetServerType=primary".formatted(role.database()));
        }
        return new ServerFailure(
                "The setting default_transaction_read_only or a function allows this session to read only.",
                "Let this role write; it may do so itself:\n  begin read write; "
                        + role.set("default_transaction_read_only", "off") + "; commit");
    }

    private static boolean isStandby(Connection connection) {
        return answer(connection, "select pg_is_in_recovery()");
    }

    /** For a server whose messages are not in English. */
    private static boolean isLimited(Connection connection) {
        return answer(connection, "select current_setting('statement_timeout') <> '0'");
    }

    private static boolean answer(Connection connection, String query) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return SystemQuery.one(connection, query, row -> row.getBoolean(1));
        } catch (SQLException | RuntimeException e) {
            return false; // the connection is gone, so the general advice has to do
        }
    }

    private static String limit(String said) {
        Matcher named = Pattern.compile("\\b(\\w+_\\w+)\\b").matcher(said);
        return named.find() ? named.group(1) : "…";
    }

    /** PostgreSQL's message alone, if it comes from the server. */
    private static String message(SQLException failure) {
        Object server = Loaders.get(failure, "getServerErrorMessage"); // PSQLException's
        return String.valueOf(server == null ? failure.getMessage() : Loaders.get(server, "getMessage"));
    }
}
