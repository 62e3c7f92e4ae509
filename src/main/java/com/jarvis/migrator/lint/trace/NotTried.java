package com.jarvis.migrator.lint.trace;

/**
 * Something of a migration that the throw-away server or this machine does not run.
 *
 * @param what {@code "statement 3"}, {@code "its rollback"} or {@code "its precondition"}
 * @param why a predicate: {@code "needs a superuser"}
 * @param text its text
 */
public record NotTried(String what, String why, String text) {

    static final String RIGHTS = "needs a superuser";
    static final String PROGRAM = "runs a program on this machine (-Dtrust=changelog runs it)";

    static final String ROWS = "asks for rows, of which the throw-away server has none, so it counts as met";

    /** As a line without the place in its changeset. */
    public String line() {
        return "%s: it %s".formatted(TracedStatement.shortened(text), why);
    }

    /** As a line of the report. */
    @Override
    public String toString() {
        return "not tried: %s %s: %s".formatted(what, why, TracedStatement.shortened(text));
    }
}
