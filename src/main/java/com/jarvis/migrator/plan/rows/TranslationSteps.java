package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operations that run a {@link KeyTranslation}.
 *
 * @param original the operations of the comparison
 */
record TranslationSteps(Catalog live, Catalog desired, List<Operation> original) {

    /**
     * The update, without the keys and unique indexes, also hand-written ones, over its columns: while it runs, two rows may have the same value.
     *
     * @param today the translation under the names of today; null in the downgrade, where nothing is counted
     */
    List<Operation> of(KeyTranslation translation, KeyTranslation today) {
        List<SchemaObject> unique = kept(translation.table())
                .filter(object -> isUniqueOver(object, translation.set()))
                .toList();
        List<Operation> steps = new ArrayList<>();
        unique.forEach(object -> steps.add(new Drop(object)));
        List<UpdateRows.NewValue> values = new ArrayList<>();
        for (int i = 0; i < translation.set().size(); i++) {
            values.add(new UpdateRows.NewValue(
                    column(translation.table(), translation.set().get(i)),
                    today == null ? null : today.value(today.set().get(i))));
        }
        steps.add(new UpdateRows(translation.update(), values, true));
        unique.forEach(object -> steps.add(new Create(object)));
        return steps;
    }

    /** What is there before and after, also what the model does not have. */
    private Stream<SchemaObject> kept(Name table) {
        List<SchemaObject> wanted = desired.table(table).stream()
                .flatMap(TranslationSteps::objects)
                .filter(object -> original.stream().noneMatch(new Create(object)::equals))
                .toList();
        Stream<SchemaObject> leftAlone = live.table(table).stream()
                .flatMap(TranslationSteps::objects)
                .filter(object -> original.stream().noneMatch(new Drop(object)::equals))
                .filter(object -> desired.table(table).stream()
                        .flatMap(TranslationSteps::objects)
                        .noneMatch(other -> other.label().equals(object.label())))
                .filter(object -> original.stream().noneMatch(operation -> isRename(operation, object)));
        return Stream.concat(wanted.stream(), leftAlone);
    }

    private static Stream<SchemaObject> objects(Table table) {
        return Stream.concat(table.constraints().stream(), table.indexes().stream());
    }

    private static boolean isRename(Operation operation, SchemaObject object) {
        return operation instanceof Rename rename && rename.before().label().equals(object.label());
    }

    /** Appends steps. Two that drop and create the same key, one after the other, do so once. */
    static void append(List<Operation> steps, List<Operation> more) {
        List<Operation> rest = new ArrayList<>(more);
        while (!steps.isEmpty() && !rest.isEmpty() && isTaken(steps, rest.get(0))) {
            steps.remove(steps.lastIndexOf(rest.remove(0).reverse().orElseThrow()));
        }
        steps.addAll(rest);
    }

    /** Whether the last steps create what this one drops. */
    private static boolean isTaken(List<Operation> steps, Operation next) {
        int last = steps.size() - 1;
        while (last >= 0 && next instanceof Drop && steps.get(last) instanceof Create create) {
            if (next.equals(new Drop(create.object()))) {
                return true;
            }
            last--;
        }
        return false;
    }

    private Column column(Name table, Pair pair) {
        return Stream.concat(desired.table(table).stream(), live.table(new NamesBefore(original).of(table)).stream())
                .flatMap(found -> found.column(pair.column()).stream())
                .findFirst()
                .orElseThrow()
                .in(table);
    }

    /** An index also through the columns of its predicate, whose values say which rows it has. */
    private static boolean isUniqueOver(SchemaObject object, List<Pair> set) {
        List<String> columns = set.stream().map(Pair::column).toList();
        if (object instanceof Index index) {
            return index.unique() && !Collections.disjoint(index.references().columns(), columns);
        }
        Constraint constraint = (Constraint) object;
        boolean isUnique = constraint.isKey() || constraint.type() == Constraint.Type.EXCLUSION;
        return isUnique && !Collections.disjoint(constraint.columns(), columns);
    }
}
