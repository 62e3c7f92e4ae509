package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.scratch.ScratchSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defaults, computed columns, constraints and indexes of excluded tables, which stay while the types and tables change that
 * they use. PostgreSQL is asked whether it accepts them then, by creating them on a copy of the model.
 */
final class ExcludedParts {

    private final List<Table> bare = new ArrayList<>();
    private final Map<Operation, String> parts = new LinkedHashMap<>();

    private ExcludedParts(List<Table> tables) {
        List<Constraint> foreignKeys = new ArrayList<>();
        for (Table table : tables) {
            List<Column> columns = new ArrayList<>();
            for (Column column : table.columns()) {
                if (column.generated() != null) {
                    parts.put(new Create(column), "column " + column.label());
                } else {
                    columns.add(column.withDefault(null));
                }
                if (column.generated() == null && column.defaultValue() != null) {
                    parts.put(new AlterColumn(column.withDefault(null), column), "default of column " + column.label());
                }
            }
            bare.add(new Table(
                    table.name(),
                    columns,
                    List.of(),
                    List.of(),
                    table.partitionKey(),
                    table.comment(),
                    table.inheritance()));
            for (Constraint constraint : table.constraints()) {
                if (constraint.type() == Constraint.Type.FOREIGN_KEY) {
                    foreignKeys.add(constraint);
                } else {
                    parts.put(new Create(constraint), OperationText.what(constraint));
                }
            }
            table.indexes()
                    .forEach(index ->
                            parts.put(new Create(index), OperationText.what(index) + " of table " + table.label()));
        }
        foreignKeys.forEach(key -> parts.put(new Create(key), OperationText.what(key)));
    }

    /**
     * Refuses a model in which an excluded table cannot stay as it is.
     *
     * @param model the compared part of the model, with the excluded tables as they are
     * @throws MigratorException with the parts of the tables and PostgreSQL's reasons
     */
    static void requireFit(Connection connection, Schemas schemas, Catalog model, ExcludedTables excluded)
            throws SQLException, MigratorException {
        List<Table> tables = model.tables().stream().filter(excluded::matches).toList();
        if (!tables.isEmpty()) {
            new ExcludedParts(tables).requireFit(connection, schemas, model, tables);
        }
    }

    private void requireFit(Connection connection, Schemas schemas, Catalog model, List<Table> excluded)
            throws SQLException, MigratorException {
        List<Table> all = new ArrayList<>(model.tables());
        all.removeAll(excluded);
        all.addAll(bare);
        List<String> reasons = new ArrayList<>();
        List<String> removals = new ArrayList<>();
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, model.withTables(all).withViews(List.of()));
            for (Map.Entry<Operation, String> part : parts.entrySet()) {
                Optional<String> reason = scratch.attempt(part.getKey());
                if (reason.isPresent()) {
                    reasons.add(part.getValue() + ": " + reason.get());
                    part.getKey().reverse().ifPresent(removal -> removals.addAll(Ddl.statements(removal)));
                }
            }
        }
        if (!reasons.isEmpty()) {
            throw new MigratorException("""
                    Excluded tables use what the migration changes:
                      %s
                    PostgreSQL would reject the migration, so nothing was written. Keep in the model what they use, or change the
                    tables in a hand-written migration first:
                      mvn compile liquibase:diff -Dempty -Dmessage="change excluded tables"
                      %s""".formatted(String.join("\n  ", reasons), String.join("\n  ", removals)));
        }
    }
}
