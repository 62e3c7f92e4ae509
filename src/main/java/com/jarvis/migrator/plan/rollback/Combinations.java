package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Combinations of the candidates of several columns. */
final class Combinations {

    /** How many are tried before a rollback is said to need its author. */
    private static final int MOST = 400;

    /** @param rank the sum of the candidates' places */
    private record Ranked(Map<Column, String> values, int rank) {}

    private Combinations() {}

    /** Those of the first candidates first. */
    static List<Map<Column, String>> of(Map<Column, List<String>> candidates) {
        List<Ranked> all = List.of(new Ranked(Map.of(), 0));
        for (Map.Entry<Column, List<String>> column : candidates.entrySet()) {
            List<Ranked> more = new ArrayList<>();
            for (Ranked combination : all) {
                for (int i = 0; i < column.getValue().size(); i++) {
                    Map<Column, String> values = new LinkedHashMap<>(combination.values());
                    values.put(column.getKey(), column.getValue().get(i));
                    more.add(new Ranked(values, combination.rank() + i));
                }
            }
            all = more.stream()
                    .sorted(Comparator.comparing(Ranked::rank))
                    .limit(MOST)
                    .toList();
        }
        return all.stream().map(Ranked::values).toList();
    }
}
