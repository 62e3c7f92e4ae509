package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Sequence;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Properties of a sequence that a mapping rarely has, and that differ on purpose where other means created it: Hibernate names
 * its increment, and its start if that is not 1.
 */
final class KeptSequences {

    private KeptSequences() {}

    /**
     * The wanted sequence, with the live properties where it has PostgreSQL's default.
     *
     * @param keeps whether a part stays
     * @param as the part that a part of the sequence stands for
     */
    static Sequence keeping(Sequence found, Sequence wanted, Predicate<Part> keeps, UnaryOperator<Part> as) {
        Keeper keeper = new Keeper(found, keeps, as);
        boolean isAscending = wanted.increment() > 0 && found.increment() > 0;
        String type =
                keeper.choose("type", found.type(), wanted.type(), wanted.type().equals("bigint"));
        boolean isTypeKept = type.equals(found.type());
        return new Sequence(
                wanted.name(),
                type,
                keeper.choose(
                        "start",
                        found.start(),
                        wanted.start(),
                        isAscending && wanted.start() == 1 && wanted.min() == 1),
                wanted.increment(),
                keeper.choose("minimum", found.min(), wanted.min(), isAscending && wanted.min() == 1),
                keeper.choose(
                        "maximum",
                        found.max(),
                        wanted.max(),
                        isAscending && isTypeKept && wanted.max() == Sequence.highest(wanted.type())),
                keeper.choose("cache", found.cache(), wanted.cache(), wanted.cache() == 1),
                keeper.choose("cycle", found.cycle(), wanted.cycle(), !wanted.cycle()),
                keeper.choose("owner", found.owner(), wanted.owner(), wanted.owner() == null),
                keeper.choose("comment", found.comment(), wanted.comment(), wanted.comment() == null));
    }

    private record Keeper(Sequence found, Predicate<Part> keeps, UnaryOperator<Part> as) {

        private <T> T choose(String property, T live, T model, boolean isDefault) {
            boolean stays = isDefault
                    && live != null
                    && !live.equals(model)
                    && keeps.test(as.apply(Parts.property(found, property, live)));
            return stays ? live : model;
        }
    }
}
