package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Attribute;
import com.jarvis.migrator.execution.loss.DataSnapshot.Kind;
import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Sums the losses of partitions and of tables that inherit under the table that the user knows. */
final class LossReport {

    private final DataSnapshot before;
    private final Set<Effect> effects;
    private final Map<String, Loss> losses = new TreeMap<>();

    /** @param effects all of them: a partition is reported under its parent if the same happened to that */
    LossReport(DataSnapshot before, Set<Effect> effects) {
        this.before = before;
        this.effects = effects;
    }

    /** @param loss null, or without a count, if nothing is lost */
    void add(Effect effect, Loss loss) {
        if (loss != null && (loss.count() > 0 || loss.instead() != null)) {
            String what = label(before, top(effect));
            losses.merge(
                    what,
                    new Loss(what, loss.count(), loss.instead()),
                    (one, other) -> new Loss(
                            what,
                            one.count() + other.count(),
                            one.instead() != null ? one.instead() : other.instead()));
        }
    }

    /** A loss that is not about a table. */
    void add(Loss loss) {
        losses.put(loss.what(), loss);
    }

    /** Data that may be lost, but cannot be counted. */
    void refused(Effect effect, String reason) {
        add(effect, new Loss("", 0, "cannot be counted: " + reason));
    }

    /** Tables first, each kind in the order of the names. */
    List<Loss> losses() {
        List<Loss> sorted = new ArrayList<>(losses.values());
        sorted.sort((one, other) -> Boolean.compare(isColumn(one), isColumn(other)));
        return sorted;
    }

    /** The dropped tables and columns, without a count. */
    List<String> dropped() {
        return effects.stream()
                .filter(Effect::isDrop)
                .map(effect -> label(before, top(effect)))
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isColumn(Loss loss) {
        return loss.what().startsWith("column ") || loss.what().startsWith("attribute ");
    }

    /** {@code table notes}, {@code column notes.title}, {@code attribute address.zip}, {@code materialized view totals}. */
    static String label(DataSnapshot before, Effect effect) {
        Relation relation = before.get(effect.relation());
        if (effect.attribute() == 0) {
            return (relation.kind() == Kind.MATERIALIZED_VIEW ? "materialized view " : "table ") + relation.label();
        }
        return (relation.kind() == Kind.COMPOSITE_TYPE ? "attribute " : "column ") + relation.label() + "."
                + relation.attributes().get(effect.attribute()).sql();
    }

    /** The same effect on the topmost table that it happened to. */
    private Effect top(Effect effect) {
        Relation relation = before.get(effect.relation());
        Optional<Relation> parent = before.parent(relation);
        Optional<Effect> above = parent.flatMap(table -> above(effect, relation, table));
        return above.map(this::top).orElse(effect);
    }

    private Optional<Effect> above(Effect effect, Relation relation, Relation parent) {
        int attribute = effect.attribute() == 0 ? 0 : sameColumn(relation, effect.attribute(), parent);
        Effect same = new Effect(effect.kind(), parent.oid(), attribute, effect.type());
        boolean isWhole = relation.isPartition()
                && (effect.kind() == Effect.Kind.CONVERTED
                        || effect.kind() == Effect.Kind.VALUES_GONE
                        || effect.kind() == Effect.Kind.ROWS_GONE && isEmptied(parent));
        return attribute >= 0 && (isWhole || effects.contains(same)) ? Optional.of(same) : Optional.empty();
    }

    /** Whether each partition lost its rows. */
    private boolean isEmptied(Relation parent) {
        return before.relations().values().stream()
                .filter(relation -> relation.parent() == parent.oid())
                .allMatch(relation -> relation.hasRows()
                        ? effects.contains(Effect.table(Effect.Kind.ROWS_GONE, relation.oid()))
                        : isEmptied(relation));
    }

    /** The number of the parent's column of this name; -1 if it has none. */
    private static int sameColumn(Relation relation, int attribute, Relation parent) {
        String name = relation.attributes().get(attribute).name();
        return parent.attributes().values().stream()
                .filter(column -> column.name().equals(name))
                .mapToInt(Attribute::number)
                .findFirst()
                .orElse(-1);
    }
}
