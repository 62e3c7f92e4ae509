package com.jarvis.migrator.catalog;

import static com.jarvis.migrator.sql.Identifiers.quote;

import java.util.List;
import java.util.Optional;

/**
 * Columns whose values must differ from row to row.
 *
 * @param columns of a key; of a unique index, and those in its expressions
 */
public record UniqueKey(Name table, List<String> columns) {

    /** That of a primary key, a unique constraint or a unique index; empty for other objects. */
    public static Optional<UniqueKey> of(SchemaObject object) {
        if (object instanceof Constraint key && key.isKey()) {
            return Optional.of(new UniqueKey(key.table(), key.columns()));
        }
        return object instanceof Index index && index.unique()
                ? Optional.of(new UniqueKey(index.table(), columns(index)))
                : Optional.empty();
    }

    /** References are also those of a predicate and of additional columns. */
    private static List<String> columns(Index index) {
        List<String> used = index.references().columns().stream().sorted().toList();
        List<String> plain = used.stream()
                .filter(name ->
                        index.keys().stream().anyMatch(key -> key.column().equals(quote(name))))
                .toList();
        return plain.size() == index.keys().size() ? plain : used;
    }

    /** Whether it has this column. */
    public boolean isOver(Column column) {
        return table.equals(column.table()) && columns.contains(column.name());
    }
}
