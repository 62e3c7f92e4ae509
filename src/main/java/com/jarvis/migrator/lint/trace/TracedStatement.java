package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.IncrementalSnapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.StatementText;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One statement of a migration and what PostgreSQL did for it.
 *
 * @param number its place in the migration, from 1
 * @param change the number of the changeset's change that it comes from, from 1; 0 if unknown
 * @param held the locks on existing tables that the transaction holds after it, by table
 * @param taken those of them that it did not hold before the statement
 * @param activity what it did with the rows of existing tables
 * @param inTransaction false where PostgreSQL lets it run only outside one, as CREATE INDEX CONCURRENTLY
 * @param lockTimeout {@code lock_timeout} while it ran, in milliseconds, 0 for none
 */
public record TracedStatement(
        int number,
        int change,
        StatementText text,
        Snapshot start,
        Snapshot before,
        Snapshot after,
        Map<Long, Set<LockMode>> held,
        Map<Long, Set<LockMode>> taken,
        Map<Long, Activity> activity,
        boolean inTransaction,
        long lockTimeout)
        implements CatalogChange {

    /** The same statement, with more of the catalog that it changed. */
    TracedStatement and(IncrementalSnapshot.Difference more) {
        return new TracedStatement(
                number,
                change,
                text,
                start,
                before.and(more.before()),
                after.and(more.after()),
                held,
                taken,
                activity,
                inTransaction,
                lockTimeout);
    }

    /** Its text as it was sent. */
    public String sql() {
        return text.sql();
    }

    /** Whether its text, in lower case without comments and with single blanks, has a match of that expression. */
    public boolean says(String regex) {
        return Pattern.compile(regex).matcher(text.plain()).find();
    }

    /** Its text on one line, cut where it gets long. */
    public String shortText() {
        return text.line();
    }

    /** Whether it read every row of an existing table. */
    public boolean scanned(long table) {
        return activity.getOrDefault(table, Activity.NONE).scans() > 0;
    }

    /** The strongest lock that the transaction holds on an existing table after it, or null. */
    public LockMode strongest(long table) {
        return held.getOrDefault(table, Set.of()).stream().max(Enum::compareTo).orElse(null);
    }

    /** Whether it took that lock or a stronger one on the table, or already had it. */
    public boolean holds(long table, LockMode atLeast) {
        LockMode strongest = strongest(table);
        return strongest != null && strongest.compareTo(atLeast) >= 0;
    }
}
