package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.Snapshot.Column;
import com.jarvis.migrator.lint.Snapshot.Constraint;
import com.jarvis.migrator.lint.Snapshot.Index;
import com.jarvis.migrator.lint.Snapshot.Table;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One statement of a migration and what PostgreSQL did for it.
 *
 * @param number its place in the migration, from 1
 * @param change the number of the changeset's change that it comes from, from 1; 0 if unknown
 * @param sql its text
 * @param start the catalog of the live database, before all pending migrations: what is in there has rows and users
 * @param before the catalog before the statement
 * @param after the catalog after it
 * @param held the locks on existing tables that the transaction holds after it, by table
 * @param taken those of them that it did not hold before the statement
 * @param activity what it did with the rows of existing tables
 * @param inTransaction false where PostgreSQL lets it run only outside one, as CREATE INDEX CONCURRENTLY
 * @param lockTimeout {@code lock_timeout} while it ran, in milliseconds, 0 for none
 * @param statementTimeout {@code statement_timeout} while it ran, in milliseconds, 0 for none
 */
public record TracedStatement(
        int number,
        int change,
        String sql,
        Snapshot start,
        Snapshot before,
        Snapshot after,
        Map<Long, Set<LockMode>> held,
        Map<Long, Set<LockMode>> taken,
        Map<Long, Activity> activity,
        boolean inTransaction,
        long lockTimeout,
        long statementTimeout) {

    private static final int MAX_TEXT = 100;
    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** Whether the table is there in the live database. */
    public boolean existed(long table) {
        return start.tables().containsKey(table);
    }

    /** The table's name, as it was before the statement if it was there, as it is now otherwise. */
    public Table table(long oid) {
        return before.tables().getOrDefault(oid, after.tables().get(oid));
    }

    /** Constraints of that {@code contype} that it added to existing tables, not made again as they were. */
    public Stream<Constraint> addedConstraints(String type) {
        return added(Snapshot::constraints)
                .filter(c -> c.type().equals(type) && existed(c.table()))
                .filter(c -> before.constraints().values().stream().noneMatch(c::isLike));
    }

    /** Indexes that it built on existing tables, not made again for a column of another type. */
    public Stream<Index> addedIndexes() {
        return added(Snapshot::indexes).filter(i -> existed(i.table())).filter(i -> before.indexes().values().stream()
                .noneMatch(i::isNamedLike));
    }

    /** Indexes of existing tables that it dropped, not made again for a column of another type. */
    public Stream<Index> droppedIndexes() {
        return removed(Snapshot::indexes).filter(i -> existed(i.table())).filter(i -> after.indexes().values().stream()
                .noneMatch(i::isNamedLike));
    }

    /** Objects of a kind that are there after the statement and were not before. */
    public <T> Stream<T> added(Function<Snapshot, Map<Long, T>> kind) {
        return missing(kind.apply(after), kind.apply(before));
    }

    /** Objects of a kind that were there before the statement and are gone after it. */
    public <T> Stream<T> removed(Function<Snapshot, Map<Long, T>> kind) {
        return missing(kind.apply(before), kind.apply(after));
    }

    /** Columns of existing tables that are new or gone or changed, unless the table itself is gone. */
    public Stream<ColumnChange> columnChanges() {
        return after.tables().values().stream()
                .filter(t -> existed(t.oid()) && before.tables().containsKey(t.oid()))
                .flatMap(t -> columnChanges(before.table(t.oid()), t));
    }

    /** Columns that it added to existing tables. */
    public Stream<ColumnChange> addedColumns() {
        return columnChanges().filter(c -> c.before() == null);
    }

    /** Columns of existing tables that are another kind of column now. */
    public Stream<ColumnChange> alteredColumns() {
        return columnChanges().filter(c -> c.before() != null && c.after() != null);
    }

    /** Whether the rows of a table were written anew to another file. */
    public boolean rewrote(long table) {
        Table old = before.tables().get(table);
        Table now = after.tables().get(table);
        return existed(table) && old != null && now != null && old.storesRows() && old.filenode() != now.filenode();
    }

    /** Indexes of existing tables that were built anew under their old name. */
    public Stream<Index> rebuiltIndexes() {
        return after.indexes().values().stream()
                .filter(i -> existed(i.table()) && i.filenode() != 0)
                .filter(i -> before.indexes().values().stream()
                        .anyMatch(old -> old.isNamedLike(i) && old.filenode() != i.filenode()));
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

    /** Whether its text, in lower case without comments and with single blanks, has a match of that expression. */
    public boolean says(String regex) {
        return Pattern.compile(regex).matcher(plainText()).find();
    }

    /** Its text in lower case, without comments and with single blanks. */
    public String plainText() {
        return COMMENT.matcher(sql)
                .replaceAll(" ")
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** Its text on one line, cut where it gets long. */
    public String shortText() {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + " …";
    }

    private static Stream<ColumnChange> columnChanges(Table before, Table after) {
        Stream<ColumnChange> gone = before.columns().values().stream()
                .filter(c -> after.column(c.number()).isEmpty())
                .map(c -> new ColumnChange(after, c, null));
        Stream<ColumnChange> here = after.columns().values().stream()
                .map(c -> new ColumnChange(after, before.columns().get(c.number()), c))
                .filter(c -> !Objects.equals(c.before(), c.after()));
        return Stream.concat(gone, here);
    }

    private static <T> Stream<T> missing(Map<Long, T> from, Map<Long, T> in) {
        return from.entrySet().stream().filter(e -> !in.containsKey(e.getKey())).map(Map.Entry::getValue);
    }

    /** The columns of an existing table that are gone, each as it was. */
    public Stream<ColumnChange> droppedColumns() {
        return columnChanges().filter(c -> c.after() == null);
    }

    /** A column as it is in the live database, if it is there. */
    public Column original(long table, int column) {
        return existed(table) ? start.table(table).columns().get(column) : null;
    }
}
