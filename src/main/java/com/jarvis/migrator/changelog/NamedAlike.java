package com.jarvis.migrator.changelog;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;

/** Changesets with one name, of which contexts or labels choose the one that runs. */
public final class NamedAlike {

    private NamedAlike() {}

    /**
     * The changesets that a database has run: of those with one name, the one with the checksum in its history.
     *
     * @param changeSets those with the names of changesets that it has run
     */
    public static List<ChangeSet> ran(List<ChangeSet> changeSets, List<RanChangeSet> ran) {
        Map<ChangeSet, Long> counts =
                changeSets.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return changeSets.stream()
                .filter(one -> counts.get(one) == 1 || hasRun(one, ran))
                .toList();
    }

    private static boolean hasRun(ChangeSet changeSet, List<RanChangeSet> ran) {
        return ran.stream()
                .anyMatch(row -> row.isSameAs(changeSet)
                        && (row.getLastCheckSum() == null || changeSet.isCheckSumValid(row.getLastCheckSum())));
    }
}
