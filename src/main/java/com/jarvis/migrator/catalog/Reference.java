package com.jarvis.migrator.catalog;

import java.util.List;

/**
 * Columns whose values find a row of another table, or of the same one. Nothing enforces that.
 *
 * @param referencedColumns the columns of the other table, in the same order
 */
public record Reference(Name table, List<String> columns, Name referenced, List<String> referencedColumns) {

    /** The same reference with null for the schema that is the default one. */
    public Reference within(String defaultSchema) {
        return new Reference(
                table.without(defaultSchema), columns, referenced.without(defaultSchema), referencedColumns);
    }
}
