package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.diff.KeptPart;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a database has in addition to the entities, by kind. */
final class KeptSummary {

    private static final int SHOWN = 3;

    private KeptSummary() {}

    /** Two lines for each kind: the number and the first names, and how an entity would have the first one. */
    static List<String> lines(List<KeptPart> parts) {
        return groups(parts)
                .flatMap(group -> Stream.of(line(group), annotation(group)))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** A line for each kind: the number and the first names. */
    static List<String> counted(List<KeptPart> parts) {
        return groups(parts).map(KeptSummary::line).toList();
    }

    private static Stream<List<KeptPart>> groups(List<KeptPart> parts) {
        return parts.stream()
                .collect(Collectors.groupingBy(kept -> kept.part().group(), TreeMap::new, Collectors.toList()))
                .values()
                .stream();
    }

    private static String line(List<KeptPart> parts) {
        String group = parts.get(0).part().group();
        List<String> names = parts.stream().map(kept -> kept.part().label()).toList();
        return "%s (%d): %s".formatted(group, names.size(), Printable.first(SHOWN, names));
    }

    private static String annotation(List<KeptPart> parts) {
        return parts.stream()
                .map(KeptPart::annotation)
                .filter(Objects::nonNull)
                .findFirst()
                .map(annotation -> "  in an entity: " + Printable.line(annotation))
                .orElse("");
    }

    /**
     * What {@code -Ddrop} has to say to drop them; a pattern for names if there are many. The name of a column or table of which only
     * a property is meant would read as if all of it were dropped.
     */
    static String patterns(List<KeptPart> parts) {
        List<String> labels =
                parts.stream().map(kept -> kept.part().label()).distinct().toList();
        boolean hasProperties = parts.stream().anyMatch(kept -> kept.part().isProperty());
        return hasProperties || labels.size() > SHOWN ? "<name>,<name>" : String.join(",", labels);
    }
}
