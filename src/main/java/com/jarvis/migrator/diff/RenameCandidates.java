package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The drops and additions of a comparison that may be renames, of tables, of columns, or of a table with some of its columns. */
final class RenameCandidates {

    /** What the new column of a rename is like; the best first. */
    private static final List<BiPredicate<Column, Column>> COUNTERPARTS =
            List.of(RenameCandidates::isOfSameType, RenameCandidates::isOfSimilarType);

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

    /** Tables with the same columns; and for those without such a match, the tables with the most similar columns. */
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
        List<List<Rename>> similar = new ArrayList<>();
        for (Table from : dropped) {
            for (Table to : created) {
                if (!matched.contains(from.name()) && !matched.contains(to.name())) {
                    similar(from, to).ifPresent(similar::add);
                }
            }
        }
        similar.stream()
                .filter(renames -> similar.stream().noneMatch(other -> isBetter(other, renames)))
                .forEach(candidates::addAll);
    }

    private static Set<String> columns(Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.toSet());
    }

    /** Whether the first renames are about one of the tables of the others, and keep more of its columns. */
    private static boolean isBetter(List<Rename> renames, List<Rename> others) {
        Rename table = renames.get(0);
        Rename other = others.get(0);
        boolean isSame = table.before().equals(other.before()) || table.after().equals(other.after());
        return isSame && kept(table) > kept(other);
    }

    private static int kept(Rename table) {
        Set<String> kept = columns((Table) table.before());
        kept.retainAll(columns((Table) table.after()));
        return kept.size();
    }

    /**
     * The renames that would turn a table into another: if at least half of the columns of the smaller one have the same name in
     * both, and each other column of it has a counterpart, or if two thirds of the larger one have the same name in both.
     */
    private static Optional<List<Rename>> similar(Table from, Table to) {
        List<Column> before = without(from, to);
        List<Column> after = without(to, from);
        int shared = from.columns().size() - before.size();
        int smaller = Math.min(from.columns().size(), to.columns().size());
        int larger = Math.max(from.columns().size(), to.columns().size());
        List<Rename> renames = new ArrayList<>(List.of(new Rename(from, to)));
        for (BiPredicate<Column, Column> isCounterpart : COUNTERPARTS) {
            for (Column column : List.copyOf(before)) {
                after.stream()
                        .filter(other -> isCounterpart.test(column, other))
                        .findFirst()
                        .ifPresent(other -> {
                            before.remove(column);
                            after.remove(other);
                            renames.add(new Rename(column, other.in(from.name())));
                        });
            }
        }
        boolean isMatched = shared + renames.size() - 1 == smaller && shared * 2 >= smaller;
        return isMatched || shared * 3 >= larger * 2 ? Optional.of(renames) : Optional.empty();
    }

    private static List<Column> without(Table table, Table other) {
        return new ArrayList<>(table.columns().stream()
                .filter(column -> other.column(column.name()).isEmpty())
                .toList());
    }

    /** Columns of the same type; and for those without such a match, of similar types. */
    private void addColumns() {
        Set<Column> matched = new HashSet<>();
        for (BiPredicate<Column, Column> isCounterpart : COUNTERPARTS) {
            Set<Column> found = new HashSet<>();
            for (Column from : removed) {
                for (Column to : added) {
                    if (!from.name().equals(to.name())
                            && from.table().equals(to.table())
                            && !matched.contains(from)
                            && !matched.contains(to)
                            && isCounterpart.test(from, to)) {
                        candidates.add(new Rename(from, to));
                        found.add(from);
                        found.add(to);
                    }
                }
            }
            matched.addAll(found);
        }
    }

    private static boolean isOfSameType(Column from, Column to) {
        return from.type().equals(to.type()) && (from.generated() == null) == (to.generated() == null);
    }

    /** Whether each type converts to the other as PostgreSQL converts a number to another one, or a text. */
    private static boolean isOfSimilarType(Column from, Column to) {
        return from.generated() == null
                && to.generated() == null
                && TypeConversion.narrows(from.type(), to.type())
                && TypeConversion.narrows(to.type(), from.type());
    }
}
