package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot;
import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Constraint;
import com.jarvis.migrator.lint.snapshot.Snapshot.Index;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a statement changed in the catalog. An existing table is one that the live database has: with rows and users. */
public interface CatalogChange {

    /** The catalog of the live database, before all pending migrations. */
    Snapshot start();

    /** The part of the catalog that the statement had to do with, as it was before. */
    Snapshot before();

    /** The same part after it. */
    Snapshot after();

    /** Whether the table is there in the live database. */
    default boolean existed(long table) {
        return start().tables().containsKey(table);
    }

    /** The table, as it was before the statement if it was there, as it is now otherwise. */
    default Table table(long oid) {
        return Stream.of(before(), after(), start())
                .map(catalog -> catalog.tables().get(oid))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * Constraints of that {@code contype} that it added to existing tables, not made again: a change of a column's type
     * does that, and PostgreSQL may print them with other casts and parentheses then.
     */
    default Stream<Constraint> addedConstraints(String type) {
        return added(Snapshot::constraints)
                .filter(c -> c.type().equals(type) && existed(c.table()))
                .filter(c -> before().constraints().values().stream()
                        .noneMatch(old -> c.isLike(old) || c.isNamedLike(old) && isRetyped(c)));
    }

    /** Constraints of existing tables that it validated: added without NOT VALID, or validated later. */
    default Stream<Constraint> validatedConstraints() {
        return after().constraints().values().stream()
                .filter(c -> c.validated() && existed(c.table()))
                .filter(c -> {
                    Constraint old = before().constraints().get(c.oid());
                    return old == null || !old.validated();
                });
    }

    private boolean isRetyped(Constraint constraint) {
        return alteredColumns()
                .anyMatch(change -> change.table().oid() == constraint.table()
                        && constraint.columns().contains(change.after().number())
                        && !change.before().type().equals(change.after().type()));
    }

    /** Indexes that it built on existing tables, not made again for a column of another type. */
    default Stream<Index> addedIndexes() {
        return added(Snapshot::indexes).filter(i -> existed(i.table())).filter(i -> before().indexes().values().stream()
                .noneMatch(i::isNamedLike));
    }

    /** Indexes of existing tables that it dropped, not made again for a column of another type. */
    default Stream<Index> droppedIndexes() {
        return removed(Snapshot::indexes)
                .filter(i -> existed(i.table()))
                .filter(i -> after().indexes().values().stream().noneMatch(i::isNamedLike));
    }

    /** Indexes of existing tables that were built anew under their old name. */
    default Stream<Index> rebuiltIndexes() {
        return after().indexes().values().stream()
                .filter(i -> existed(i.table()) && i.filenode() != 0)
                .filter(i -> before().indexes().values().stream()
                        .anyMatch(old -> old.isNamedLike(i) && old.filenode() != i.filenode()));
    }

    /** Objects of a kind that are there after the statement and were not before. */
    default <T> Stream<T> added(Function<Snapshot, Map<Long, T>> kind) {
        return missing(kind.apply(after()), kind.apply(before()));
    }

    /** Objects of a kind that were there before the statement and are gone after it. */
    default <T> Stream<T> removed(Function<Snapshot, Map<Long, T>> kind) {
        return missing(kind.apply(before()), kind.apply(after()));
    }

    /** Columns of existing tables that are new or gone or changed, unless the table itself is gone. */
    default Stream<ColumnChange> columnChanges() {
        return after().tables().values().stream()
                .filter(t -> existed(t.oid()) && before().tables().containsKey(t.oid()))
                .flatMap(t -> ColumnChange.between(before().table(t.oid()), t));
    }

    /** Columns that it added to existing tables. */
    default Stream<ColumnChange> addedColumns() {
        return columnChanges().filter(c -> c.before() == null);
    }

    /** Columns of existing tables that are another kind of column now. */
    default Stream<ColumnChange> alteredColumns() {
        return columnChanges().filter(c -> c.before() != null && c.after() != null);
    }

    /** The columns of an existing table that are gone, each as it was. */
    default Stream<ColumnChange> droppedColumns() {
        return columnChanges().filter(c -> c.after() == null);
    }

    /** Whether the rows of a table were written anew to another file. */
    default boolean rewrote(long table) {
        Table old = before().tables().get(table);
        Table now = after().tables().get(table);
        return existed(table) && old != null && now != null && old.storesRows() && old.filenode() != now.filenode();
    }

    /** A column as it is in the live database, if it is there. */
    default Column original(long table, int column) {
        return existed(table) ? start().table(table).columns().get(column) : null;
    }

    private static <T> Stream<T> missing(Map<Long, T> from, Map<Long, T> in) {
        return from.entrySet().stream().filter(e -> !in.containsKey(e.getKey())).map(Map.Entry::getValue);
    }
}
