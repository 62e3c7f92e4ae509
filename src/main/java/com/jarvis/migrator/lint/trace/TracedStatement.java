package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.lint.snapshot.IncrementalSnapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.sql.SqlTokens;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One statement of a migration and what PostgreSQL did for it.
 *
 * @param number its number in the migration, from 1
 * @param change the number of the change in the changeset, from 1; 0 if unknown
 * @param sql its text as sent; for a program or Java class of the changelog its name
 * @param code its tokens, none for a program, including those inside string constants, because DO and EXECUTE take code as a string
 * @param held the locks on existing tables that the transaction holds afterwards, by table
 * @param taken those of them that it did not hold before
 * @param activity what the statement did with the rows of existing tables
 * @param inTransaction false if PostgreSQL runs it only outside a transaction, as CREATE INDEX CONCURRENTLY
 * @param lockTimeout {@code lock_timeout} while it ran, in milliseconds, 0 for none
 */
public record TracedStatement(
        int number,
        int change,
        String sql,
        SqlTokens code,
        Snapshot start,
        Snapshot before,
        Snapshot after,
        Map<Long, Set<LockMode>> held,
        Map<Long, Set<LockMode>> taken,
        Map<Long, Activity> activity,
        boolean inTransaction,
        long lockTimeout)
        implements CatalogChange {

    static final String COMMAND = "executeCommand";
    static final String JAVA = "customChange";

    private static final int MAX_LENGTH = 100;
    private static final List<String> WRITES = List.of("insert", "update", "delete", "merge", "copy");

    private static final List<String> CODE = List.of("do", "select", "call", "with", "values", "perform");

    /** The same statement with further changes of the catalog. */
    TracedStatement and(IncrementalSnapshot.Difference more) {
        return new TracedStatement(
                number,
                change,
                sql,
                code,
                start,
                before.and(more.before()),
                after.and(more.after()),
                held,
                taken,
                activity,
                inTransaction,
                lockTimeout);
    }

    /** Its text on one line, cut off after 100 characters. */
    public String shortText() {
        return shortened(sql);
    }

    static String shortened(String text) {
        String line = Printable.line(text.strip().replaceAll("\\s+", " "));
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " …";
    }

    /** Whether it is no SQL but an {@code executeCommand} of the changelog. */
    public static boolean isCommand(String text) {
        return text.startsWith(COMMAND + " ");
    }

    /** Whether it is no SQL but a {@code customChange} of the changelog. */
    public static boolean isJavaClass(String text) {
        return text.startsWith(JAVA + " ");
    }

    /** Whether its text inserts, updates or deletes rows; a DO block may always do so. */
    public boolean writesRows() {
        return code.startWith("do")
                || WRITES.stream()
                        .anyMatch(word -> code.startWith(word) || code.startWith("with") && code.contain(word));
    }

    /** Whether it is a DO block or the call of a procedure. */
    public boolean isBlock() {
        return code.startWith("do") || code.startWith("call");
    }

    /** Whether it may run several statements, one after the other: a DO block, or a query that calls a function. */
    public boolean isCode() {
        return CODE.stream().anyMatch(code::startWith);
    }

    /** Whether it read every row of an existing table; of a partitioned one, of a partition. */
    public boolean scanned(long table) {
        return activity.getOrDefault(table, Activity.NONE).scans() > 0
                || partitions(table).anyMatch(partition -> scanned(partition.oid()));
    }

    @Override
    public boolean rewrote(long table) {
        return CatalogChange.super.rewrote(table) || partitions(table).anyMatch(partition -> rewrote(partition.oid()));
    }

    /** The partitions on which it worked because it worked on the whole table: it has the same lock on both. */
    private Stream<Table> partitions(long table) {
        Table whole = start.tables().get(table);
        LockMode lock = strongest(table);
        return whole == null || !whole.isPartitioned() || lock == null
                ? Stream.empty()
                : start.tables().values().stream()
                        .filter(partition -> partition.parent() == table && strongest(partition.oid()) == lock);
    }

    /** The strongest lock that the transaction holds on an existing table afterwards, or null. */
    public LockMode strongest(long table) {
        return held.getOrDefault(table, Set.of()).stream().max(Enum::compareTo).orElse(null);
    }

    /** Whether the transaction holds that lock or a stronger one on the table afterwards. */
    public boolean holds(long table, LockMode atLeast) {
        LockMode strongest = strongest(table);
        return strongest != null && strongest.compareTo(atLeast) >= 0;
    }
}
