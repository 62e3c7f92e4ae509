package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.trace.TracedStatement;
import com.jarvis.migrator.sql.Token;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Detects TRUNCATE in a trace: the table has a new file, as after a rewrite, but its columns are the same and no row was read, except
 * to rebuild its indexes: one scan for each.
 */
final class Truncated {

    /** Statements that rewrite a table for themselves; a TRUNCATE is only in functions that they call. */
    private static final List<String> REWRITES = List.of("alter", "vacuum", "cluster", "refresh");

    private Truncated() {}

    static boolean truncated(TracedStatement statement, long table) {
        return statement.rewrote(table)
                && !statement.table(table).kind().equals("m")
                && REWRITES.stream().noneMatch(word -> statement.code().startWith(word))
                && (isSaid(statement) || hasReadNothing(statement, table));
    }

    /** Whether the text has the statement, and not only a string with the word. */
    private static boolean isSaid(TracedStatement statement) {
        List<Token> tokens = statement.code().meaningful();
        return IntStream.range(0, tokens.size() - 1)
                .anyMatch(i -> tokens.get(i).is("truncate") && tokens.get(i + 1).isName());
    }

    private static boolean hasReadNothing(TracedStatement statement, long table) {
        long indexes = statement.after().indexes().values().stream()
                .filter(i -> i.table() == table)
                .count();
        return statement.inTransaction()
                && statement.columnChanges().noneMatch(c -> c.table().oid() == table)
                && statement.activity().containsKey(table)
                && statement.activity().get(table).scans() <= indexes;
    }
}
