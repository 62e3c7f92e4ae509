package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a foreign key that refer to columns of another type. No cast converts their values, so they have a type in
 * between that holds the values of both, while the values are translated.
 */
record KeyRetyping(List<AlterColumn> changes) {

    private static final Set<String> SIMPLE = Set.of(
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "character varying",
            "text",
            "uuid",
            "date");

    /**
     * The columns among these pairs whose type the operations change.
     *
     * @return empty if no type holds the values of both
     */
    static Optional<KeyRetyping> of(List<Operation> operations, Name table, List<Pair> pairs) {
        List<AlterColumn> changes = operations.stream()
                .filter(AlterColumn.class::isInstance)
                .map(AlterColumn.class::cast)
                .filter(alter -> alter.after().table().equals(table)
                        && !alter.before().type().equals(alter.after().type())
                        && pairs.stream().anyMatch(pair -> pair.column()
                                .equals(alter.after().name())))
                .toList();
        return changes.stream().allMatch(KeyRetyping::isSimple)
                ? Optional.of(new KeyRetyping(changes))
                : Optional.empty();
    }

    private static boolean isSimple(AlterColumn alter) {
        return alter.constants().isEmpty()
                && !ColumnDdl.isRebuild(alter.before(), alter.after())
                && SIMPLE.contains(TypeConversion.base(alter.before().type()))
                && SIMPLE.contains(TypeConversion.base(alter.after().type()))
                && !alter.before().type().endsWith("[]")
                && !alter.after().type().endsWith("[]");
    }

    /** Whether it changes the type of the column. */
    boolean isOf(String column) {
        return changes.stream().anyMatch(alter -> alter.after().name().equals(column));
    }

    /** The translation between the steps of {@link #opening} and {@link #closing}. */
    KeyTranslation typed(KeyTranslation translation, boolean back) {
        return new KeyTranslation(
                translation.table(),
                translation.referenced(),
                typed(translation.by(), back, false),
                typed(translation.set(), back, true));
    }

    private List<Pair> typed(List<Pair> pairs, boolean back, boolean isSet) {
        return pairs.stream()
                .map(pair -> changes.stream()
                        .filter(alter -> alter.after().name().equals(pair.column()))
                        .map(alter -> new Pair(
                                pair.column(),
                                pair.referenced(),
                                isSet
                                        ? between(alter, back).type()
                                        : from(alter, back).type()))
                        .findFirst()
                        .orElse(pair))
                .toList();
    }

    /** @param back whether these are steps of the rollback */
    List<Operation> opening(boolean back) {
        List<Operation> steps = new ArrayList<>();
        changes.forEach(alter -> steps.add(new AlterColumn(from(alter, back), between(alter, back))));
        return steps;
    }

    /** @param back whether these are steps of the rollback */
    List<Operation> closing(boolean back) {
        List<Operation> steps = new ArrayList<>();
        changes.forEach(
                alter -> steps.add(new AlterColumn(between(alter, back), back ? alter.before() : alter.after())));
        return steps;
    }

    private static Column from(AlterColumn alter, boolean back) {
        return back ? alter.after() : alter.before();
    }

    /** Never the type of the column itself: this is a step of its own. A text is all that holds every float and every number. */
    private static Column between(AlterColumn alter, boolean back) {
        Column column = from(alter, back);
        boolean numbers = !TypeConversion.isText(alter.before().type())
                && !TypeConversion.isFloat(alter.before().type())
                && !TypeConversion.isFloat(alter.after().type())
                && TypeConversion.narrows(alter.before().type(), alter.after().type())
                && !TypeConversion.isText(alter.after().type());
        String text = column.type().equals("text") ? "character varying" : "text";
        return column.withDefault(null).withType(numbers && !column.type().equals("numeric") ? "numeric" : text);
    }
}
