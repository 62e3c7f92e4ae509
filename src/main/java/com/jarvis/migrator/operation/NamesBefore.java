package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maps the names after the operations to today's names, so that live rows can be queried. */
public final class NamesBefore {

    private final Map<Name, Name> relations = new HashMap<>();
    private final Map<Name, Map<String, String>> columns = new HashMap<>();

    /** @param operations all operations of the upgrade, in order */
    public NamesBefore(List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation instanceof Rename rename
                    && rename.before() instanceof SchemaObject.Named before
                    && rename.after() instanceof SchemaObject.Named after) {
                relations.put(after.name(), of(before.name()));
                relations.remove(before.name());
                Map<String, String> renamed = columns.remove(before.name());
                if (renamed != null) {
                    columns.put(after.name(), renamed);
                }
            } else if (operation instanceof Rename rename
                    && rename.before() instanceof Column before
                    && rename.after() instanceof Column after) {
                String name = columnBefore(before.table(), before.name());
                Map<String, String> renamed = columns.computeIfAbsent(before.table(), table -> new HashMap<>());
                renamed.remove(before.name());
                renamed.put(after.name(), name);
            }
        }
    }

    /** Today's name of the column. */
    public String columnBefore(Name table, String column) {
        return columns.getOrDefault(table, Map.of()).getOrDefault(column, column);
    }

    /** Today's name of the table, sequence or type. */
    public Name of(Name relation) {
        return relations.getOrDefault(relation, relation);
    }

    /** The live column that has these names after the operations; null if it does not exist yet. */
    public Column in(Catalog live, Name table, String column) {
        return live.table(of(table))
                .flatMap(found -> found.column(columnBefore(table, column)))
                .orElse(null);
    }

    /** The column with today's names of itself, its table and its type. */
    public Column of(Column column) {
        String type = column.type();
        for (Map.Entry<Name, Name> renamed : relations.entrySet()) {
            type = PrintedTypes.renamed(
                    type, renamed.getKey().sql(), renamed.getValue().sql());
        }
        return column.named(columnBefore(column.table(), column.name()))
                .in(of(column.table()))
                .withType(type);
    }
}
