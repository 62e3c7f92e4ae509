package com.jarvis.migrator.lint.snapshot;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The catalog of the user's schemas at one moment, by object id: a renamed object keeps its id. Names are quoted where SQL
 * needs it, and qualified where the search path does not find them.
 */
public record Snapshot(
        Map<Long, Table> tables,
        Map<Long, Constraint> constraints,
        Map<Long, Index> indexes,
        Map<Long, EnumType> enums,
        Map<Long, Domain> domains) {

    /** That of no object. */
    public static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * @param localName the name without schema and quotes
     * @param kind {@code pg_class.relkind}: r table, p partitioned table, m materialized view, v view
     * @param filenode {@code pg_class.relfilenode}: another number means that the whole table was rewritten
     * @param columns by {@code attnum}, which does not change with the name
     */
    public record Table(
            long oid,
            String schema,
            String name,
            String localName,
            String kind,
            long filenode,
            Map<Integer, Column> columns) {

        /** Whether it stores rows that a statement may scan. */
        public boolean storesRows() {
            return !kind.equals("v");
        }

        /** The column of that number; empty if it was dropped. */
        public Optional<Column> column(int number) {
            return Optional.ofNullable(columns.get(number));
        }
    }

    /**
     * @param type as {@code format_type()} prints it
     * @param defaultValue its expression, or the expression of a generated column, or null
     * @param identity {@code pg_attribute.attidentity}, empty if it is none
     * @param generated {@code pg_attribute.attgenerated}: s stored, v virtual, empty if it is none
     */
    public record Column(
            int number,
            String name,
            String type,
            boolean notNull,
            String defaultValue,
            String identity,
            String generated) {

        /** Whether an INSERT that omits the column gives it a value. */
        public boolean fillsItself() {
            return defaultValue != null || !identity.isEmpty();
        }

        /** Whether its values come from a sequence, as those of an identity or a serial do. */
        public boolean isNumbered() {
            return !identity.isEmpty() || defaultValue != null && defaultValue.startsWith("nextval(");
        }
    }

    /**
     * @param type {@code pg_constraint.contype}: p, u, f, c, x, n
     * @param expression the condition of a CHECK, null for the others
     * @param index the index behind it, or 0
     * @param referenced the table that a foreign key references, or 0
     */
    public record Constraint(
            long oid,
            String name,
            long table,
            String type,
            boolean validated,
            String definition,
            String expression,
            long index,
            long referenced,
            List<Integer> columns,
            List<Integer> referencedColumns) {

        /** Whether the other one differs only in its id. */
        public boolean isLike(Constraint other) {
            return isNamedLike(other) && definition.equals(other.definition) && validated == other.validated;
        }

        public boolean isNamedLike(Constraint other) {
            return table == other.table && name.equals(other.name);
        }
    }

    /**
     * @param localName the name without schema and quotes
     * @param columns the numbers of its key columns, 0 for an expression
     * @param keys each key column with its operator class and collation
     * @param options each key column's {@code pg_index.indoption}: 1 descending, 2 nulls first
     * @param plain whether it is a B-tree without predicate, expressions and included columns
     */
    public record Index(
            long oid,
            String name,
            String localName,
            long table,
            boolean unique,
            boolean primary,
            boolean valid,
            boolean partial,
            long filenode,
            String definition,
            List<Integer> columns,
            List<String> keys,
            List<Integer> options,
            boolean plain) {

        /** Whether the other one has the same name and table; a change of a column's type rebuilds indexes. */
        public boolean isNamedLike(Index other) {
            return table == other.table && name.equals(other.name);
        }
    }

    /** @param labels by their own object id, in order */
    public record EnumType(long oid, String name, Map<Long, String> labels) {}

    /** @param constraints the number of its CHECKs and NOT NULLs */
    public record Domain(long oid, String name, int constraints) {}

    /** The table of that id, which must exist. */
    public Table table(long oid) {
        return tables.get(oid);
    }

    /** The table of that name, as SQL writes it. */
    public Optional<Table> table(String name) {
        return tables.values().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The constraints of a table. */
    public Stream<Constraint> constraintsOf(Table table) {
        return constraints.values().stream().filter(c -> c.table() == table.oid());
    }

    /** The indexes of a table. */
    public Stream<Index> indexesOf(Table table) {
        return indexes.values().stream().filter(i -> i.table() == table.oid());
    }

    /** The names of columns of a table, joined by commas, as a column list in SQL. */
    public String columnNames(long table, List<Integer> numbers) {
        return String.join(
                ", ",
                numbers.stream()
                        .map(n -> tables.get(table).column(n).map(Column::name).orElse("?"))
                        .toList());
    }

    /** The part about these tables, and all types. */
    Snapshot of(Set<Long> some) {
        return new Snapshot(
                only(tables, Table::oid, some),
                only(constraints, Constraint::table, some),
                only(indexes, Index::table, some),
                enums,
                domains);
    }

    /** This snapshot, and from the other one the tables that this one lacks. */
    public Snapshot and(Snapshot other) {
        Set<Long> more = new HashSet<>(other.tables.keySet());
        more.removeAll(tables.keySet());
        Snapshot both = copy();
        both.replace(more, other.of(more));
        return both;
    }

    /** The tables that differ between both snapshots, also in their constraints or indexes. */
    Set<Long> differingTables(Snapshot other) {
        Set<Long> differing = new HashSet<>();
        addDiffering(tables, other.tables, Table::oid, differing);
        addDiffering(constraints, other.constraints, Constraint::table, differing);
        addDiffering(indexes, other.indexes, Index::table, differing);
        return differing;
    }

    private static <T> void addDiffering(
            Map<Long, T> one, Map<Long, T> other, ToLongFunction<T> table, Set<Long> differing) {
        one.forEach((oid, object) -> {
            if (!object.equals(other.get(oid))) {
                differing.add(table.applyAsLong(object));
            }
        });
        other.forEach((oid, object) -> {
            if (!one.containsKey(oid)) {
                differing.add(table.applyAsLong(object));
            }
        });
    }

    /** A copy that does not change when tables of this snapshot are replaced. */
    Snapshot copy() {
        return new Snapshot(new TreeMap<>(tables), new TreeMap<>(constraints), new TreeMap<>(indexes), enums, domains);
    }

    /** Replaces some tables by their state in another snapshot; removes those that it lacks. */
    void replace(Set<Long> some, Snapshot other) {
        tables.keySet().removeAll(some);
        constraints.values().removeIf(c -> some.contains(c.table()));
        indexes.values().removeIf(i -> some.contains(i.table()));
        tables.putAll(other.tables);
        constraints.putAll(other.constraints);
        indexes.putAll(other.indexes);
    }

    private static <T> Map<Long, T> only(Map<Long, T> all, ToLongFunction<T> table, Set<Long> some) {
        Map<Long, T> part = new TreeMap<>();
        all.forEach((oid, object) -> {
            if (some.contains(table.applyAsLong(object))) {
                part.put(oid, object);
            }
        });
        return part;
    }
}
