package com.jarvis.migrator.operation;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maps the names after the operations to today's names, so that live rows can be queried. */
public final class NamesBefore {

    private final Map<Name, Name> tables = new HashMap<>();
    private final Map<String, String> columns = new HashMap<>();

    /** @param operations all operations of the upgrade, in order */
    public NamesBefore(List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation instanceof Rename rename
                    && rename.before() instanceof Table before
                    && rename.after() instanceof Table after) {
                tables.put(after.name(), tables.getOrDefault(before.name(), before.name()));
            } else if (operation instanceof Rename rename
                    && rename.before() instanceof Column before
                    && rename.after() instanceof Column after) {
                columns.put(after.label(), before.name());
            }
        }
    }

    /** Today's name of the table. */
    public Name of(Name table) {
        return tables.getOrDefault(table, table);
    }

    /** The live column that has these names after the operations; null if it does not exist yet. */
    public Column in(Catalog live, Name table, String column) {
        return live.table(of(table))
                .flatMap(found -> found.column(columns.getOrDefault(Printable.line(table + "." + column), column)))
                .orElse(null);
    }

    /** The column with today's names of itself and its table. */
    public Column of(Column column) {
        return column.named(columns.getOrDefault(column.label(), column.name())).in(of(column.table()));
    }
}
