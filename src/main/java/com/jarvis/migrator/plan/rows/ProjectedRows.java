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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The existing rows as they will be after the operations: renamed columns, converted values, and the defaults of new
 * columns.
 */
final class ProjectedRows {

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
    Optional<String> from(Name table, List<String> columns) {
        Name now = names.of(table);
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            Optional<String> value = value(table, column);
            if (value.isEmpty()) {
                return value;
            }
            values.add(value.get());
        }
        return values.equals(columns.stream().map(column -> quote(column)).toList())
                ? Optional.of(now.sql())
                : Optional.of("(select " + String.join(", ", values) + " from " + now.sql() + ")");
    }

    private Optional<String> value(Name table, String column) {
        Column now = names.in(live, table, column);
        if (now == null) {
            return made(table, column).map(value -> value + " as " + quote(column));
        }
        String value = quote(now.name());
        for (Operation operation : operations) {
            if (operation instanceof AlterColumn alter
                    && alter.after().table().equals(table)
                    && alter.after().name().equals(column)) {
                Column before = alter.before();
                Column after = alter.after();
                if (ColumnDdl.isRebuild(before, after)) {
                    return Optional.empty();
                } else if (!before.type().equals(after.type())) {
                    value = TypeConversion.value(before.named(now.name()), after, alter.constants());
                }
            }
        }
        return Optional.of(value.equals(quote(column)) ? value : value + " as " + quote(column));
    }

    /** The value of a column that the operations add. */
    private Optional<String> made(Name table, String column) {
        return operations.stream()
                .filter(operation -> operation instanceof Create create
                        && create.object() instanceof Column made
                        && made.table().equals(table)
                        && made.name().equals(column)
                        && made.identity() == null
                        && made.generated() == null
                        && !made.isRequired())
                .map(operation -> (Column) ((Create) operation).object())
                .map(made -> (made.defaultValue() == null ? "null" : made.defaultValue()) + "::" + made.type())
                .findFirst();
    }
}
