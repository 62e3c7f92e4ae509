package com.jarvis.migrator.diff;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Recognizes that a database has the names of another naming strategy: what the model has in addition differs from what the database
 * has in addition by underscores or case alone.
 *
 * @param names the names of the model's tables and columns, by those of the live ones
 */
record NamingStrategy(Map<String, String> names) {

    private static final int SHOWN = 3;

    /**
     * @param operations from the live schema to the model
     * @param kept what stays although the model does not have it
     * @return how to choose another strategy; empty if fewer than half of the new tables, and of the new columns, have a counterpart
     */
    static Optional<String> advice(List<Operation> operations, Collection<KeptPart> kept) {
        Map<String, String> tables = respelled(operations, kept, Table.class, "table");
        Map<String, String> columns = respelled(operations, kept, Column.class, Part.COLUMN);
        Map<String, String> names = new TreeMap<>(tables);
        names.putAll(columns);
        return names.isEmpty() ? Optional.empty() : Optional.of(new NamingStrategy(names).text());
    }

    private static Map<String, String> respelled(
            List<Operation> operations, Collection<KeptPart> kept, Class<? extends SchemaObject> kind, String what) {
        List<String> added = labels(
                        operations.stream()
                                .map(operation -> operation instanceof Create create ? create.object() : null),
                        kind)
                .toList();
        Map<String, String> gone = Stream.concat(
                        labels(
                                operations.stream()
                                        .map(operation -> operation instanceof Drop drop ? drop.object() : null),
                                kind),
                        kept.stream()
                                .map(KeptPart::part)
                                .filter(part -> part.what().equals(what))
                                .map(Part::label))
                .collect(Collectors.toMap(NamingStrategy::bare, label -> label, (one, other) -> one));
        Map<String, String> names = new TreeMap<>();
        added.stream()
                .filter(label -> gone.containsKey(bare(label)))
                .filter(label -> !label.equals(gone.get(bare(label))))
                .forEach(label -> names.put(gone.get(bare(label)), label));
        return names.size() * 2 < added.size() ? Map.of() : names;
    }

    /** Whether both names differ in underscores or case alone. */
    static boolean respells(Rename rename) {
        return bare(rename.before().label()).equals(bare(rename.after().label()));
    }

    private static Stream<String> labels(Stream<SchemaObject> objects, Class<? extends SchemaObject> kind) {
        return objects.filter(kind::isInstance).map(object -> Printable.line(object.label()));
    }

    /** What is left of a name without what strategies change. */
    private static String bare(String label) {
        return label.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private String text() {
        List<String> pairs = names.entrySet().stream()
                .map(name -> name.getKey() + " → " + name.getValue())
                .toList();
        boolean hasUnderscores = names.entrySet().stream()
                .anyMatch(name -> name.getKey().length() > name.getValue().length());
        return """
                The names differ in underscores or case alone: %s.
                So the database probably has the names of another naming strategy than the goals use. If the application has that \
                one, set it in the <properties> of the POM, %s:
                  <hibernate.physical_naming_strategy>org.hibernate.boot.model.naming.%s</hibernate.physical_naming_strategy>""".formatted(
                        Printable.first(SHOWN, pairs),
                        hasUnderscores ? "for names with underscores" : "for the names of the attributes",
                        hasUnderscores ? "CamelCaseToUnderscoresNamingStrategy" : "PhysicalNamingStrategyStandardImpl");
    }
}
