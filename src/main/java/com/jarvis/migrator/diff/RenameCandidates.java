package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The drops and additions of a comparison that may be renames, of tables, of columns, or of a table with some of its columns. */
final class RenameCandidates {

    private final List<Table> dropped;
    private final List<Table> created;
    private final List<Column> removed;
    private final List<Column> added;
    private final List<Rename> candidates = new ArrayList<>();

    private RenameCandidates(List<Operation> operations) {
        dropped = dropped(operations, Table.class);
        created = created(operations, Table.class);
        removed = dropped(operations, Column.class);
        added = created(operations, Column.class);
    }

    static List<Rename> of(List<Operation> operations) {
        RenameCandidates candidates = new RenameCandidates(operations);
        candidates.addTables();
        candidates.addColumns();
        return candidates.candidates;
    }

    private static <T> List<T> dropped(List<Operation> operations, Class<T> kind) {
        return operations.stream()
                .flatMap(o -> o instanceof Drop drop ? Stream.of(drop.object()) : Stream.of())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static <T> List<T> created(List<Operation> operations, Class<T> kind) {
        return operations.stream()
                .flatMap(o -> o instanceof Create create ? Stream.of(create.object()) : Stream.of())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Tables with the same columns; and for those without such a match, tables with similar columns. */
    private void addTables() {
        Set<Name> matched = new HashSet<>();
        for (Table from : dropped) {
            for (Table to : created) {
                if (columns(from).equals(columns(to))) {
                    candidates.add(new Rename(from, to));
                    matched.add(from.name());
                    matched.add(to.name());
                }
            }
        }
        for (Table from : dropped) {
            for (Table to : created) {
                if (!matched.contains(from.name()) && !matched.contains(to.name())) {
                    similar(from, to).ifPresent(candidates::addAll);
                }
            }
        }
    }

    private static Set<String> columns(Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.toSet());
    }

    /**
     * The renames that would turn a table into another, if at least half of the columns of the smaller one have the same name
     * in both, and each other column of it has a counterpart of the same type.
     */
    private static Optional<List<Rename>> similar(Table from, Table to) {
        List<Column> before = without(from, to);
        List<Column> after = without(to, from);
        int shared = from.columns().size() - before.size();
        int smaller = Math.min(from.columns().size(), to.columns().size());
        List<Rename> renames = new ArrayList<>(List.of(new Rename(from, to)));
        for (Column column : before) {
            Optional<Column> counterpart =
                    after.stream().filter(other -> isSimilar(column, other)).findFirst();
            counterpart.ifPresent(other -> {
                after.remove(other);
                renames.add(new Rename(column, other.in(from.name())));
            });
        }
        boolean isMatched = shared + renames.size() - 1 == smaller;
        return isMatched && shared * 2 >= smaller ? Optional.of(renames) : Optional.empty();
    }

    private static List<Column> without(Table table, Table other) {
        return new ArrayList<>(table.columns().stream()
                .filter(column -> other.column(column.name()).isEmpty())
                .toList());
    }

    private void addColumns() {
        for (Column from : removed) {
            for (Column to : added) {
                if (!from.name().equals(to.name()) && from.table().equals(to.table()) && isSimilar(from, to)) {
                    candidates.add(new Rename(from, to));
                }
            }
        }
    }

    private static boolean isSimilar(Column from, Column to) {
        return from.type().equals(to.type()) && (from.generated() == null) == (to.generated() == null);
    }
}
