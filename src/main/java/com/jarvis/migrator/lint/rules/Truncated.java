package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.trace.TracedStatement;

/** How TRUNCATE shows in a trace: a new file for the table, as a rewrite has; the text tells them apart. */
final class Truncated {

    private Truncated() {}

    static boolean truncated(TracedStatement statement, long table) {
        return statement.rewrote(table) && statement.code().contain("truncate");
    }
}
