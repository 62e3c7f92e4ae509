package com.jarvis.migrator.execution;

import com.jarvis.migrator.Loaders;
import com.jarvis.migrator.Printable;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement that failed.
 *
 * @param sql the statement; empty if Liquibase does not report it
 */
public record FailedStatement(String sql, SQLException cause) {

    /** How Liquibase's JdbcExecutor reports a statement (5.0.4); the 0 is a vendor code, which PostgreSQL does not have. */
    private static final Pattern REPORTED = Pattern.compile(" \\[Failed SQL: \\(0\\) (.*)]", Pattern.DOTALL);

    /** dependent_objects_still_exist (manual, appendix A). */
    private static final String DEPENDENTS = "2BP01";

    /** Finds the failed statement among the causes of an exception of Liquibase. */
    public static Optional<FailedStatement> in(Throwable thrown) {
        String sql = "";
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException failure) {
                return Optional.of(new FailedStatement(sql, failure));
            }
            Matcher reported = REPORTED.matcher(String.valueOf(t.getMessage()));
            if (reported.find()) {
                sql = reported.group(1).strip();
            }
        }
        return Optional.empty();
    }

    /**
     * Whether it failed to get a lock and may succeed later: lock_not_available or deadlock_detected
     * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
     */
    public boolean isAboutLocks() {
        return "55P03".equals(cause.getSQLState()) || "40P01".equals(cause.getSQLState());
    }

    /** Whether the session was lost: connection exceptions (class 08) and operator interventions (57P01 to 57P03). */
    public boolean isAboutConnection() {
        return cause.getSQLState() != null && cause.getSQLState().matches("08...|57P0[123]");
    }

    /** The statement with a caret under the error, and PostgreSQL's message, code, detail, hint and context. */
    public String text() {
        Object server = Loaders.get(cause, "getServerErrorMessage"); // PSQLException's
        if (server == null) {
            return statement(0) + Printable.text(String.valueOf(cause.getMessage())) + cutHint();
        }
        return statement((Integer) Loaders.get(server, "getPosition"))
                + "%s: %s (%s)"
                        .formatted(
                                Loaders.get(server, "getSeverity"),
                                Printable.line(String.valueOf(Loaders.get(server, "getMessage"))),
                                cause.getSQLState())
                + line("Detail", detail(server))
                + line("Hint", Loaders.get(server, "getHint"))
                + cutHint()
                + context(Loaders.get(server, "getWhere"));
    }

    /** Whether PostgreSQL or its driver reports a dollar-quoted body without an end. */
    public static boolean isCut(String message) {
        return message.toLowerCase(Locale.ROOT).contains("unterminated dollar");
    }

    /** A hint that neither PostgreSQL nor its driver can give: they do not know that Liquibase split the statement. */
    private String cutHint() {
        return isCut(String.valueOf(cause.getMessage()))
                ? "\nHint: Liquibase cuts an sql change at each semicolon; splitStatements: false keeps it whole."
                : "";
    }

    /** @param position of the error in characters, from 1; 0 if unknown (error field P of the protocol) */
    private String statement(int position) {
        if (sql.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        int start = 1;
        for (String line : sql.split("\n", -1)) {
            text.append("    ")
                    .append(Printable.text(line.replaceFirst("\r$", "")))
                    .append('\n');
            int length = line.codePointCount(0, line.length());
            int column = position - start;
            if (position > 0 && column >= 0 && column <= length) {
                String before = Printable.text(line.substring(0, line.offsetByCodePoints(0, column)));
                text.append("    ").append(before.replaceAll("[^\t]", " ")).append("^\n");
            }
            start += length + 1;
        }
        return text.append('\n').toString();
    }

    /** PostgreSQL lists the objects that depend on what is dropped, each in a line; any other line break is from a value. */
    private Object detail(Object server) {
        Object detail = Loaders.get(server, "getDetail");
        return detail != null && DEPENDENTS.equals(cause.getSQLState())
                ? detail.toString().replace("\n", "; ")
                : detail;
    }

    private static String line(String name, Object value) {
        return value == null ? "" : "\n" + name + ": " + Printable.line(value.toString());
    }

    /** A line for each function that was running. */
    private static String context(Object where) {
        return where == null ? "" : "\nContext: " + Printable.text(where.toString());
    }
}
