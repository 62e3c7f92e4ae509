package com.jarvis.migrator.changelog;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.changelog.change.LiquibaseTypes;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.OperationText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The comment at the top of a migration: what it does, and what its rollback restores. */
final class Header {

    private Header() {}

    /** The sentences; a long one contains line breaks. */
    static List<String> lines(List<Operation> operations) {
        if (operations.isEmpty()) {
            return List.of("Does nothing yet: write what it does below, and what undoes it under rollback.");
        }
        List<Operation> headlines = HeadlineChanges.of(operations);
        if (headlines.isEmpty()) {
            return StageHeader.lines(operations);
        }
        List<String> lines = new ArrayList<>();
        Map<String, Map<String, List<String>>> verbs = new LinkedHashMap<>();
        for (Operation operation : headlines) {
            String[] object = object(operation);
            verbs.computeIfAbsent(verb(operation), v -> new LinkedHashMap<>())
                    .computeIfAbsent(object[0], k -> new ArrayList<>())
                    .add(object[1]);
        }
        verbs.forEach((verb, kinds) -> lines.add(verb + " "
                + and(kinds.entrySet().stream()
                        .map(e -> counted(e.getKey(), e.getValue()))
                        .toList()) + "."));
        lines.addAll(StageHeader.standIns(operations));
        lines.add(rollback(
                headlines,
                operations.stream()
                        .filter(Operation.UpdateRows.class::isInstance)
                        .map(Operation.UpdateRows.class::cast)
                        .toList(),
                operations.stream()
                        .anyMatch(
                                operation -> operation instanceof Operation.AuthorNote note && note.changesValues())));
        return wrapped(lines);
    }

    /** Wrapped to the width of an editor. */
    static List<String> wrapped(List<String> lines) {
        return lines.stream()
                .map(l -> l.replaceAll("(.{1,116})(?: |$)", "$1\n"))
                .toList();
    }

    private static String rollback(
            List<Operation> operations, List<Operation.UpdateRows> updates, boolean authorChangesValues) {
        List<String> restored = updates.stream()
                .filter(Operation.UpdateRows::restored)
                .flatMap(update -> update.values().stream())
                .map(value -> value.column().label())
                .toList();
        List<String> tables = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> attributes = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Create create && create.object() instanceof Table table) {
                tables.add(table.label());
            } else if (operation instanceof Operation.Create create && create.object() instanceof Column column) {
                columns.add(column.label());
            } else if (operation instanceof Operation.Drop drop && drop.object() instanceof Table table) {
                gone.add("the rows of table " + table.label());
            } else if (operation instanceof Operation.Drop drop && drop.object() instanceof Column column) {
                gone.add("the values of the dropped column " + column.label());
            } else if (operation instanceof Operation.Drop drop && drop.object() instanceof Sequence sequence) {
                gone.add("the position of sequence " + sequence.label());
            } else if (operation instanceof Operation.AlterColumn alter
                    && alter.before().generated() == null
                    && alter.after().generated() != null) {
                gone.add("the values of column " + alter.after().label() + " as they were before they were computed");
            } else if (operation instanceof Operation.AlterColumn alter
                    && alter.constants().isEmpty()
                    && !restored.contains(alter.after().label())
                    && !LiquibaseTypes.keeps(
                            alter.before().type(), alter.after().type())) {
                gone.add("the values of column " + alter.after().label()
                        + " as they were before the change of its type");
            } else if (operation instanceof Operation.AlterCompositeType alter) {
                lost(alter).forEach(label -> gone.add("the values of the dropped attribute " + label));
                attributes.addAll(lost(alter.reversed()));
            }
        }
        if (updates.stream().anyMatch(update -> !update.restored())) {
            gone.add("the values that do not fit");
        }
        List<String> created = new ArrayList<>();
        if (!tables.isEmpty()) {
            created.add(counted("table", tables) + (tables.size() == 1 ? " with its rows" : " with their rows"));
        }
        if (!columns.isEmpty()) {
            created.add(counted("column", columns) + (columns.size() == 1 ? " with its values" : " with their values"));
        }
        if (!attributes.isEmpty()) {
            created.add(counted("attribute", attributes)
                    + (attributes.size() == 1 ? " with its values" : " with their values"));
        }
        String restores = gone.isEmpty()
                ? "Rollback restores all"
                        + (authorChangesValues ? " but the values that you change where a comment asks for it" : "")
                : "Rollback restores the structure only: " + and(gone)
                        + (gone.size() == 1 && gone.get(0).contains("the position") ? " is gone" : " are gone");
        return restores
                + (created.isEmpty()
                        ? "."
                        : gone.isEmpty() ? ", and drops " + and(created) + "." : ". It drops " + and(created) + ".");
    }

    private static List<String> lost(Operation.AlterCompositeType alter) {
        return alter.lost().stream().map(alter.before()::label).toList();
    }

    private static String verb(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return create.object() instanceof Table ? "Creates" : "Adds";
        } else if (operation instanceof Operation.UseIndex) {
            return "Adds";
        } else if (operation instanceof Operation.Drop) {
            return "Drops";
        } else if (operation instanceof Operation.Rename) {
            return "Renames";
        }
        return operation instanceof Operation.AlterConstraint alter
                        && alter.after().isValid()
                        && !alter.before().isValid()
                ? "Validates"
                : "Changes";
    }

    /** The kind of the object, and its label with the change. */
    private static String[] object(Operation operation) {
        if (operation instanceof Operation.AlterColumn) {
            return new String[] {"column", OperationText.line(operation).substring("~ column ".length())};
        } else if (operation instanceof Operation.Rename rename) {
            String kind = rename.before().kind();
            return new String[] {
                kind, OperationText.line(operation).substring(kind.length() + 3).replace(" → ", " to ")
            };
        }
        SchemaObject object = operation.objects().get(operation.objects().size() - 1);
        return new String[] {object.kind(), object.label()};
    }

    static String counted(String kind, List<String> labels) {
        String plural = kind.equals("index") ? "indexes" : kind + "s";
        return (labels.size() == 1 ? kind : plural) + " " + and(labels);
    }

    /** The words as an enumeration in a sentence. */
    static String and(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
