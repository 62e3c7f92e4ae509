package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.Renames.Pair;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables and columns that the user's pairs of names mean. An old name must be gone in the model, and a new one not exist in
 * the live database yet; unless another pair says where that goes, as {@code a:b,b:a} does.
 */
final class RenamePairs {

    private final Catalog live;
    private final Catalog model;
    private final List<Pair> pairs;
    private final Map<Name, Name> tables = new HashMap<>();

    RenamePairs(Catalog live, Catalog model, List<Pair> pairs) {
        this.live = live;
        this.model = model;
        this.pairs = pairs;
        for (Table table : live.tables()) {
            pairs.stream()
                    .filter(pair -> pair.from().equals(table.label()))
                    .findFirst()
                    .flatMap(pair -> wanted(table, pair.to()))
                    .ifPresent(name -> tables.put(table.name(), name));
        }
    }

    /** The new names of the tables that are renamed, by their live names. */
    Map<Name, Name> tables() {
        return tables;
    }

    /** The rename of a live table, or of a column in a live table; empty if the names do not fit. */
    Optional<Rename> of(Pair pair) {
        for (Table table : live.tables()) {
            if (table.label().equals(pair.from()) && isRenamed(table)) {
                return Optional.of(new Rename(table, table.named(tables.get(table.name()))));
            }
            for (Column column : table.columns()) {
                if (column.label().equals(pair.from()) && isRenamed(table, column, pair.to())) {
                    return Optional.of(new Rename(column, column.named(pair.to())));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Name> wanted(Table table, String to) {
        return model.tables().stream()
                .map(Table::name)
                .filter(name ->
                        name.equals(table.name().sibling(to)) || name.toString().equals(to))
                .filter(name -> live.table(name).isEmpty() || isRenamed(name.toString()))
                .findFirst();
    }

    private boolean isRenamed(Table table) {
        return tables.containsKey(table.name())
                && (model.table(table.name()).isEmpty() || tables.containsValue(table.name()));
    }

    private boolean isRenamed(Table table, Column column, String to) {
        return model.table(tables.getOrDefault(table.name(), table.name()))
                .filter(wanted -> wanted.column(to).isPresent())
                .filter(wanted -> wanted.column(column.name()).isEmpty() || isNewName(table, column.name()))
                .filter(wanted -> table.column(to).stream().allMatch(other -> isRenamed(other.label())))
                .isPresent();
    }

    private boolean isNewName(Table table, String column) {
        return table.columns().stream().anyMatch(other -> pairs.contains(new Pair(other.label(), column)));
    }

    private boolean isRenamed(String label) {
        return pairs.stream().anyMatch(pair -> pair.from().equals(label));
    }
}
