package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Orders tables by their foreign keys and INHERITS. It does not recurse, so a chain of foreign keys may have any length. */
final class TableOrder {

    private TableOrder() {}

    /** Each table before those that it references. The tables of a cycle come last, in the given order. */
    static List<Table> childrenFirst(List<Table> tables) {
        Map<Name, Table> rest = new LinkedHashMap<>();
        tables.forEach(table -> rest.put(table.name(), table));
        Map<Name, Integer> children = new HashMap<>();
        tables.forEach(table -> parents(table, rest).forEach(parent -> children.merge(parent, 1, Integer::sum)));
        Deque<Table> free = new ArrayDeque<>();
        tables.stream().filter(table -> !children.containsKey(table.name())).forEach(free::add);
        List<Table> ordered = new ArrayList<>();
        while (!free.isEmpty()) {
            Table table = free.remove();
            ordered.add(table);
            for (Name parent : parents(table, rest)) {
                if (children.merge(parent, -1, Integer::sum) == 0) {
                    free.add(rest.get(parent));
                }
            }
        }
        tables.stream().filter(table -> !ordered.contains(table)).forEach(ordered::add);
        return ordered;
    }

    private static List<Name> parents(Table table, Map<Name, Table> among) {
        return Stream.concat(
                        table.parents().stream(),
                        table.constraints().stream()
                                .map(constraint -> constraint.referenced())
                                .filter(Objects::nonNull))
                .filter(parent -> !parent.equals(table.name()) && among.containsKey(parent))
                .distinct()
                .toList();
    }
}
