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

/** What a statement changed in the catalog. An existing table is one that the live database has, with rows and users. */
public interface CatalogChange {

    /** The catalog of the live database, before all pending migrations. */
    Snapshot start();

    /** The part of the catalog that the statement may have changed, before it. */
    Snapshot before();

    /** The same part after it. */
    Snapshot after();

    /** Whether the table exists in the live database. */
    default boolean existed(long table) {
        return start().tables().containsKey(table);
    }

    /** The table before the statement if it existed, after it otherwise. */
    default Table table(long oid) {
        return Stream.of(before(), after(), start())
                .map(catalog -> catalog.tables().get(oid))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * Constraints of that {@code contype} that it added to existing tables. Does not include constraints that PostgreSQL
     * rebuilds because the type of a column changes; it may print them with other casts and parentheses then.
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

    /** Indexes that it added to existing tables, without those that PostgreSQL rebuilds for a new column type. */
    default Stream<Index> addedIndexes() {
        return added(Snapshot::indexes).filter(i -> existed(i.table())).filter(i -> before().indexes().values().stream()
                .noneMatch(i::isNamedLike));
    }

    /** Indexes of existing tables that it dropped, without those that PostgreSQL rebuilds for a new column type. */
    default Stream<Index> droppedIndexes() {
        return removed(Snapshot::indexes)
                .filter(i -> existed(i.table()))
                .filter(i -> after().indexes().values().stream().noneMatch(i::isNamedLike));
    }

    /** Indexes of existing tables that were rebuilt under the same name. */
    default Stream<Index> rebuiltIndexes() {
        return after().indexes().values().stream()
                .filter(i -> existed(i.table()) && i.filenode() != 0)
                .filter(i -> before().indexes().values().stream()
                        .anyMatch(old -> old.isNamedLike(i) && old.filenode() != i.filenode()));
    }

    /** Objects of a kind that exist after the statement and did not before. */
    default <T> Stream<T> added(Function<Snapshot, Map<Long, T>> kind) {
        return missing(kind.apply(after()), kind.apply(before()));
    }

    /** Objects of a kind that existed before the statement and do not after it. */
    default <T> Stream<T> removed(Function<Snapshot, Map<Long, T>> kind) {
        return missing(kind.apply(before()), kind.apply(after()));
    }

    /** Columns of existing tables that were added, dropped or altered, unless the table itself was dropped. */
    default Stream<ColumnChange> columnChanges() {
        return after().tables().values().stream()
                .filter(t -> existed(t.oid()) && before().tables().containsKey(t.oid()))
                .flatMap(t -> ColumnChange.between(before().table(t.oid()), t));
    }

    /** Columns that it added to existing tables. */
    default Stream<ColumnChange> addedColumns() {
        return columnChanges().filter(c -> c.before() == null);
    }

    /** Columns of existing tables that it altered. */
    default Stream<ColumnChange> alteredColumns() {
        return columnChanges().filter(c -> c.before() != null && c.after() != null);
    }

    /** Columns of existing tables that it dropped. */
    default Stream<ColumnChange> droppedColumns() {
        return columnChanges().filter(c -> c.after() == null);
    }

    /** Whether it rewrote the rows of an existing table to another file. */
    default boolean rewrote(long table) {
        Table old = before().tables().get(table);
        Table now = after().tables().get(table);
        return existed(table) && old != null && now != null && old.storesRows() && old.filenode() != now.filenode();
    }

    /** The partitioned table that a table was a partition of before the statement, or 0. */
    default long parentBefore(Table table) {
        Table old = before().tables().get(table.oid());
        return old == null ? 0 : old.parent();
    }

    /** A column as it is in the live database; null if it does not exist there. */
    default Column original(long table, int column) {
        return existed(table) ? start().table(table).columns().get(column) : null;
    }

    private static <T> Stream<T> missing(Map<Long, T> from, Map<Long, T> in) {
        return from.entrySet().stream().filter(e -> !in.containsKey(e.getKey())).map(Map.Entry::getValue);
    }
}
