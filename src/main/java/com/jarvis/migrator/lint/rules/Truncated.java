package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.TracedStatement;

/** How TRUNCATE shows in a trace: a new file for the table, and no look at the old one. */
final class Truncated {

    private Truncated() {}

    static boolean truncated(TracedStatement statement, long table) {
        return statement.inTransaction()
                && statement.rewrote(table)
                && !statement.scanned(table)
                && !statement.says("^cluster\\b");
    }
}
