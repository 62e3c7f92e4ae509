package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives every row that a rollback restores values in the place of those that are lost. */
public final class Placeholders {

    /**
     * The value of a column.
     *
     * @param constant the same value for all rows; null for none
     * @param perRow what a row gets instead: SQL over its other columns, or its number {@code r.jarvis_n}; null for the constant
     * @param partition the columns within whose values rows are numbered
     * @param condition what a row must not satisfy to get the value; null if all get it
     * @param skipped how many rows of the parent to skip, if the column refers to a parent
     */
    record Value(String constant, String perRow, List<String> partition, String condition, int skipped) {

        boolean isNumbered() {
            return perRow != null && perRow.contains("r.jarvis_n");
        }

        /** The value for a row. */
        String sql() {
            return perRow == null ? constant : perRow;
        }
    }

    private final Catalog live;
    private final NamesBefore names;
    private final Restored restored;
    private final LiveRows rows;
    private final Set<String> untried = new LinkedHashSet<>();

    /** @param upgrade all operations of the upgrade; they contain the drops of what is restored */
    public Placeholders(Catalog live, List<Operation> upgrade, LiveRows rows) {
        this.live = live;
        this.names = new NamesBefore(upgrade);
        this.restored = new Restored(upgrade);
        this.rows = rows;
    }

    /** What is restored. */
    Restored restored() {
        return restored;
    }

    /** The column, NOT NULL if its type is a domain that says so. */
    Column required(Column column) throws SQLException {
        return rows.domain(column.type()).filter(LiveRows.DomainType::notNull).isPresent()
                ? column.withNotNull(true)
                : column;
    }

    /** The steps that let sequences continue after a key that is restored. */
    List<Operation> advanced(Column key) {
        return restored.advanced(key, live.tables());
    }

    /** Whether a restored constraint or unique index may reject values of the column. */
    public boolean isConstrained(Column column) throws SQLException {
        return !required(column).equals(column)
                || !restored.over(column.table(), List.of(column)).isEmpty();
    }

    /** The constraints that the values were not tried against, one line each. */
    public List<String> untried() {
        return List.copyOf(untried);
    }

    /**
     * The values of columns.
     *
     * @param open the columns of one table that lose their values
     * @return a column without an entry needs none, or none is known
     */
    PlaceholderSearch of(List<Column> open) throws SQLException {
        return of(open, restored.over(open.get(0).table(), open));
    }

    /**
     * A value for all rows in a column whose own values cannot be converted back.
     *
     * @return empty if no such value is known
     */
    public Optional<String> constant(Column column) throws SQLException {
        Set<SchemaObject> constraints = new LinkedHashSet<>(restored.over(column.table(), List.of(column)));
        Column now = names.of(column);
        live.table(now.table()).map(Table::constraints).orElse(List.of()).stream()
                .filter(check ->
                        check.type() == Constraint.Type.CHECK && check.columns().contains(now.name()))
                .forEach(constraints::add);
        PlaceholderSearch found = of(List.of(column.withNotNull(true)), new ArrayList<>(constraints));
        return found.values().values().stream()
                .filter(value -> value.perRow() == null)
                .map(Value::constant)
                .findFirst();
    }

    private PlaceholderSearch of(List<Column> open, List<SchemaObject> constraints) throws SQLException {
        PlaceholderRows table = new PlaceholderRows(open.get(0).table(), live, names, rows);
        PlaceholderTrial trial = new PlaceholderTrial(table, rows);
        PlaceholderSearch search = new PlaceholderSearch(
                new OpenColumns(open, constraints, restored), table, trial, new NeutralValues(live, rows));
        search.run();
        untried.addAll(trial.untried());
        return search;
    }

    /** The columns by table. */
    static Map<Name, List<Column>> byTable(List<Column> columns) {
        Map<Name, List<Column>> tables = new LinkedHashMap<>();
        columns.forEach(column -> tables.computeIfAbsent(column.table(), table -> new ArrayList<>())
                .add(column));
        return tables;
    }
}
