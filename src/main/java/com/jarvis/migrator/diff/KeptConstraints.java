package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Constraint.Type;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.sql.Identifiers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Constraints and indexes of a table of the model, with those that the live one has in addition and that stay. What is equal but
 * for its name, or has the same columns and more, stands for the model's.
 */
final class KeptConstraints {

    private final Adoption adoption;
    private final Predicate<Part> keeps;
    private final Table live;
    private final Table model;
    private final boolean isReferenced;

    /**
     * @param keeps as the adoption does; called once for each part that the model lacks
     * @param isReferenced whether a foreign key of the model refers to the table
     */
    KeptConstraints(Adoption adoption, Predicate<Part> keeps, Table live, Table model, boolean isReferenced) {
        this.adoption = adoption;
        this.keeps = keeps;
        this.live = live;
        this.model = model;
        this.isReferenced = isReferenced;
    }

    /**
     * The constraints.
     *
     * @param canStay whether a constraint that the model lacks has everything that it needs
     */
    List<Constraint> constraints(Predicate<Constraint> canStay) {
        List<Constraint> foundRest = new ArrayList<>(live.constraints());
        List<Constraint> result = new ArrayList<>();
        List<Constraint> wantedRest = new ArrayList<>(model.constraints());
        take(
                foundRest,
                wantedRest,
                result,
                (found, wanted) -> found.name().equals(wanted.name()) && same(found, wanted)
                        ? Optional.of(wanted)
                        : Optional.empty());
        take(
                foundRest,
                wantedRest,
                result,
                (found, wanted) -> same(found, wanted)
                        ? Optional.of(adoption.keepsName().test(found, wanted) ? wanted.named(found.name()) : wanted)
                        : Optional.empty());
        take(foundRest, wantedRest, result, this::sameColumns);
        take(foundRest, wantedRest, result, this::primaryKey);
        wantedRest.removeIf(wanted -> wanted.type() == Type.UNIQUE && hasUniqueIndex(wanted));
        result.addAll(wantedRest);
        foundRest.stream()
                .filter(found -> found.type() != Type.EXCLUSION) // left alone anyway
                .filter(found -> wantedRest.stream().noneMatch(wanted -> isReplaced(found, wanted)))
                .filter(canStay)
                .filter(found -> keeps.test(Parts.constraint(found)))
                .forEach(result::add);
        return result;
    }

    private static boolean same(Constraint found, Constraint wanted) {
        return found.type() == wanted.type() && found.definition().equals(wanted.definition());
    }

    /** Turns a live constraint and one of the model into what stands for both; empty if they are different constraints. */
    @FunctionalInterface
    private interface Match {
        Optional<Constraint> of(Constraint found, Constraint wanted);
    }

    private static void take(
            List<Constraint> foundRest, List<Constraint> wantedRest, List<Constraint> result, Match match) {
        for (Constraint wanted : List.copyOf(wantedRest)) {
            for (Constraint found : List.copyOf(foundRest)) {
                Optional<Constraint> one = match.of(found, wanted);
                if (one.isPresent() && wantedRest.remove(wanted)) {
                    foundRest.remove(found);
                    result.add(one.get());
                }
            }
        }
    }

    /** The live constraint, if it is the model's with other properties that stay; the model's, if they change. */
    private Optional<Constraint> sameColumns(Constraint found, Constraint wanted) {
        if (!found.isKeyLike(wanted) || !found.isValid() || !wanted.isValid()) {
            return Optional.empty();
        }
        Set<String> more = new HashSet<>(Parts.features(found));
        more.removeAll(Parts.features(wanted));
        boolean hasAll = Parts.features(found).containsAll(Parts.features(wanted));
        List<Part> parts = new ArrayList<>(
                more.stream().map(feature -> Parts.feature(found, feature)).toList());
        if (!found.columns().equals(wanted.columns())) {
            parts.add(Parts.order(found));
        }
        boolean keepsName = adoption.keepsName().test(found, wanted);
        if (!hasAll || !parts.stream().allMatch(adoption.keeps())) {
            return Optional.of(keepsName ? wanted.named(found.name()) : wanted);
        }
        parts.forEach(keeps::test);
        return Optional.of(keepsName ? found : found.named(wanted.name()));
    }

    /** A table has one primary key. The model's own can only take its place. */
    private Optional<Constraint> primaryKey(Constraint found, Constraint wanted) {
        return found.type() == Type.PRIMARY_KEY
                        && wanted.type() == Type.PRIMARY_KEY
                        && !isReferenced
                        && keeps.test(Parts.columns(found))
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Whether a constraint of the model takes the place of a live one. */
    private static boolean isReplaced(Constraint found, Constraint wanted) {
        return found.name().equals(wanted.name())
                || found.type() == Type.PRIMARY_KEY && wanted.type() == Type.PRIMARY_KEY
                || found.type() == Type.FOREIGN_KEY
                        && wanted.type() == Type.FOREIGN_KEY
                        && found.columns().equals(wanted.columns());
    }

    /** Whether a live unique index that stays does what the constraint does. */
    private boolean hasUniqueIndex(Constraint wanted) {
        List<String> columns = wanted.columns().stream().map(Identifiers::quote).toList();
        return Parts.features(wanted).isEmpty()
                && live.indexes().stream()
                        .filter(index -> index.unique() && index.plain() && index.valid())
                        .filter(index -> index.keys().stream()
                                .map(Index.Key::column)
                                .toList()
                                .equals(columns))
                        .anyMatch(index -> adoption.keeps().test(Parts.object(index)));
    }

    /** The indexes of the table. */
    List<Index> indexes(Predicate<Index> canStay) {
        List<Index> result = new ArrayList<>();
        List<Index> foundRest = new ArrayList<>(live.indexes());
        List<Index> wantedRest = new ArrayList<>(model.indexes());
        takeIndexes(
                foundRest,
                wantedRest,
                result,
                (found, wanted) -> isSame(found, wanted) && found.name().equals(wanted.name()));
        takeIndexes(foundRest, wantedRest, result, KeptConstraints::isSame);
        takeIndexes(
                foundRest,
                wantedRest,
                result,
                (found, wanted) -> found.valid()
                        && found.unique()
                        && found.definition().equals(wanted.definition())
                        && keeps.test(Parts.uniqueness(found)));
        result.addAll(wantedRest);
        foundRest.stream()
                .filter(Index::plain) // others are left alone anyway
                .filter(found ->
                        wantedRest.stream().noneMatch(wanted -> wanted.name().equals(found.name())))
                .filter(canStay)
                .filter(found -> keeps.test(Parts.object(found)))
                .forEach(result::add);
        return result;
    }

    private static boolean isSame(Index found, Index wanted) {
        return found.valid()
                && found.unique() == wanted.unique()
                && found.definition().equals(wanted.definition());
    }

    private void takeIndexes(
            List<Index> foundRest, List<Index> wantedRest, List<Index> result, BiPredicate<Index, Index> match) {
        for (Index wanted : List.copyOf(wantedRest)) {
            foundRest.stream()
                    .filter(found -> match.test(found, wanted))
                    .findFirst()
                    .ifPresent(found -> {
                        foundRest.remove(found);
                        wantedRest.remove(wanted);
                        boolean isRenamed = found.name().equals(wanted.name())
                                || !adoption.keepsName().test(found, wanted);
                        result.add(isRenamed ? found.named(wanted.name().local()) : found);
                    });
        }
    }
}
