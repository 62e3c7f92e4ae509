package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.trace.TracedStatement;

/** Detects TRUNCATE in a trace: the table has a new file, as after a rewrite; the text tells them apart. */
final class Truncated {

    private Truncated() {}

    static boolean truncated(TracedStatement statement, long table) {
        return statement.rewrote(table) && statement.code().contain("truncate");
    }
}
