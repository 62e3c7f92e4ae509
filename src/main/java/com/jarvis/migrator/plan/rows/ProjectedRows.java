package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The existing rows as they will be after the operations: renamed columns, updated and converted values, and the defaults of
 * new columns.
 */
final class ProjectedRows {

    /**
     * A FROM item.
     *
     * @param empty the same with nulls for converted values, to find out what an expression over it calls
     * @param usesDefaults whether it contains defaults of the model, which may call any function
     */
    record Source(String sql, String empty, boolean usesDefaults) {}

    /** @param type the type after a conversion; null if there is none */
    private record Value(String sql, String type, boolean isDefault) {}

    private final Catalog live;
    private final List<Operation> operations;
    private final NamesBefore names;

    ProjectedRows(Catalog live, List<Operation> operations) {
        this.live = live;
        this.operations = operations;
        this.names = new NamesBefore(operations);
    }

    /** Whether the operations create the table, so that it has no rows. */
    boolean isMade(Name table) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof Table made
                        && made.name().equals(table));
    }

    /**
     * The FROM item that reads these columns of an existing table.
     *
     * @param columns the names after the operations
     * @return empty if the values are not known yet, because the author fills them in or PostgreSQL computes them
     */
    Optional<Source> from(Name table, List<String> columns) {
        List<Column> used = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (String column : columns) {
            Column now = isMade(table, column) ? null : names.in(live, table, column);
            Optional<Value> value = now == null ? made(table, column) : value(now, column);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
            used.add(now);
        }
        return Optional.of(source(names.of(table), columns, used, values));
    }

    /**
     * The FROM item that reads these columns of a live table under the names that they have today.
     *
     * @return empty if the values are not known yet
     */
    Optional<Source> fromLive(Table table, List<String> columns) {
        List<Column> used = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (String column : columns) {
            Column now = table.column(column).orElseThrow();
            Optional<Value> value = value(now, column);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
            used.add(now);
        }
        return Optional.of(source(table.name(), columns, used, values));
    }

    private Source source(Name table, List<String> columns, List<Column> used, List<Value> values) {
        List<String> items = values.stream().map(Value::sql).toList();
        String rows = updated(table, used);
        List<String> nulls = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String type = values.get(i).type();
            nulls.add(type == null ? items.get(i) : "null::" + type + " as " + quote(columns.get(i)));
        }
        List<String> same = columns.stream().map(column -> quote(column)).toList();
        return new Source(
                items.equals(same) ? rows : select(items, rows, table),
                nulls.equals(same) ? table.sql() : select(nulls, table.sql(), table),
                values.stream().anyMatch(Value::isDefault));
    }

    private static String select(List<String> items, String from, Name table) {
        return "(select " + String.join(", ", items) + " from " + from
                + (from.startsWith("(") ? " " + quote(table.local()) : "") + ")";
    }

    /** The live rows after the updates that make their values fit. */
    private String updated(Name table, List<Column> used) {
        List<String> values = used.stream()
                .filter(Objects::nonNull)
                .map(column -> update(column)
                        .map(value -> value + " as " + quote(column.name()))
                        .orElse(quote(column.name())))
                .distinct()
                .toList();
        return used.stream().filter(Objects::nonNull).anyMatch(column -> update(column)
                        .isPresent())
                ? "(select " + String.join(", ", values) + " from " + table.sql() + ")"
                : table.sql();
    }

    /** What an update makes of the values of a live column. */
    private Optional<String> update(Column now) {
        return newValues()
                .filter(value -> isSame(names.of(value.column()), now))
                .map(UpdateRows.NewValue::sql)
                .findFirst();
    }

    private Stream<UpdateRows.NewValue> newValues() {
        return operations.stream()
                .filter(UpdateRows.class::isInstance)
                .flatMap(operation -> ((UpdateRows) operation).values().stream())
                .filter(value -> value.sql() != null);
    }

    private Optional<Value> value(Column now, String as) {
        String value = quote(now.name());
        String type = null;
        for (Operation operation : operations) {
            if (operation instanceof AlterColumn alter && isSame(names.of(alter.after()), now)) {
                Column before = alter.before();
                Column after = alter.after();
                if (ColumnDdl.isRebuild(before, after)) {
                    return Optional.empty();
                } else if (!before.type().equals(after.type())) {
                    value = TypeConversion.value(before.named(now.name()), after, alter.constants());
                    type = after.type();
                }
                if (after.collation() != null && !after.collation().equals(before.collation())) {
                    value += " collate " + after.collation();
                }
            }
        }
        return Optional.of(new Value(value.equals(quote(as)) ? value : value + " as " + quote(as), type, false));
    }

    private static boolean isSame(Column one, Column other) {
        return one.table().equals(other.table()) && one.name().equals(other.name());
    }

    /** Whether the operations add the column, perhaps under the name that another one has today. */
    private boolean isMade(Name table, String column) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof Column made
                        && made.table().equals(table)
                        && made.name().equals(column));
    }

    /** The value of a column that the operations add. */
    private Optional<Value> made(Name table, String column) {
        Optional<Value> update = newValues()
                .filter(value -> value.column().table().equals(table)
                        && value.column().name().equals(column))
                .map(value -> new Value(value.sql() + " as " + quote(column), null, false))
                .findFirst();
        if (update.isPresent()) {
            return update;
        }
        return operations.stream()
                .filter(operation -> operation instanceof Create create
                        && create.object() instanceof Column made
                        && made.table().equals(table)
                        && made.name().equals(column)
                        && made.identity() == null
                        && made.generated() == null
                        && !made.isRequired())
                .map(operation -> (Column) ((Create) operation).object())
                .map(made -> new Value(
                        (made.defaultValue() == null ? "null" : made.defaultValue()) + "::" + made.type() + " as "
                                + quote(column),
                        null,
                        made.defaultValue() != null))
                .findFirst();
    }
}
