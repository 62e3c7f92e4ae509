package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A dropped foreign key, and what its columns refer to after the migration.
 *
 * @param after a foreign key, too; it does not exist if the model refers to rows without one
 * @param exists whether it does
 */
record KeyChange(Constraint before, Constraint after, boolean exists) {

    /** @param references what the columns of the model's associations refer to */
    static List<KeyChange> of(List<Operation> operations, List<Reference> references) {
        List<Constraint> dropped = foreignKeys(operations, Drop.class);
        List<Constraint> created = foreignKeys(operations, Create.class);
        List<KeyChange> changes = new ArrayList<>();
        for (Constraint after : created) {
            List<Constraint> others = dropped.stream()
                    .filter(before -> before.table().equals(after.table()))
                    .toList();
            over(after.columns(), others, Constraint::columns)
                    .ifPresent(before -> changes.add(new KeyChange(before, after, true)));
        }
        for (Constraint before : dropped) {
            if (changes.stream().noneMatch(change -> change.before().equals(before))) {
                List<Reference> ofTable = references.stream()
                        .filter(reference -> reference.table().equals(before.table()))
                        .toList();
                over(before.columns(), ofTable, Reference::columns)
                        .filter(reference -> !isOtherwiseKey(reference, created))
                        .ifPresent(reference -> changes.add(new KeyChange(before, key(before, reference), false)));
            }
        }
        return changes;
    }

    private static List<Constraint> foreignKeys(List<Operation> operations, Class<? extends Operation> kind) {
        return operations.stream()
                .filter(kind::isInstance)
                .flatMap(operation -> operation.objects().stream())
                .filter(object -> object instanceof Constraint key && key.type() == Constraint.Type.FOREIGN_KEY)
                .map(Constraint.class::cast)
                .toList();
    }

    /** The one over the same columns, or the only one over some of them. */
    private static <T> Optional<T> over(List<String> columns, List<T> all, Function<T, List<String>> over) {
        List<T> found = all.stream()
                .filter(each -> !Collections.disjoint(over.apply(each), columns))
                .toList();
        return found.size() == 1
                ? Optional.of(found.get(0))
                : found.stream()
                        .filter(each -> over.apply(each).equals(columns))
                        .findFirst();
    }

    private static boolean isOtherwiseKey(Reference reference, List<Constraint> created) {
        return created.stream()
                .anyMatch(key ->
                        key.table().equals(reference.table()) && key.columns().equals(reference.columns()));
    }

    /** Under the name of the dropped one, which it replaces. */
    private static Constraint key(Constraint before, Reference reference) {
        return new Constraint(
                reference.table(),
                before.name(),
                Constraint.Type.FOREIGN_KEY,
                null,
                null,
                Set.of(),
                reference.columns(),
                reference.referenced(),
                reference.referencedColumns(),
                null,
                null,
                null);
    }

    Name table() {
        return before.table();
    }

    boolean isToOtherTable() {
        return !before.referenced().equals(after.referenced());
    }

    List<Pair> from() {
        return pairs(before.columns(), before.referencedColumns());
    }

    List<Pair> to() {
        return pairs(after.columns(), after.referencedColumns());
    }

    List<Pair> gained() {
        return to().stream().filter(pair -> !from().contains(pair)).toList();
    }

    List<Pair> lost() {
        return from().stream().filter(pair -> !to().contains(pair)).toList();
    }

    static List<Pair> pairs(List<String> columns, List<String> referencedColumns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> new Pair(columns.get(i), referencedColumns.get(i), null))
                .toList();
    }

    /** What happens to it, as in {@code changes from depot(id) to depot(number)}. */
    String words() {
        return "%s from %s to %s"
                .formatted(
                        exists ? "changes" : "is dropped, and what its columns refer to changes",
                        target(before.referenced(), before.referencedColumns()),
                        target(after.referenced(), after.referencedColumns()));
    }

    /** As in {@code depot(id)}. */
    static String target(Name table, List<String> columns) {
        return table + "(" + String.join(", ", columns) + ")";
    }

    /** Both foreign keys. */
    Stream<Constraint> keys() {
        return Stream.of(before, after);
    }
}
