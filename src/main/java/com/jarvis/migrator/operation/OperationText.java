package com.jarvis.migrator.operation;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.ReleaseIndex;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.Replace;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operation.UseIndex;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Operations as text for the console, one line each. */
public final class OperationText implements Operation.Visitor<String> {

    private static final OperationText TEXT = new OperationText();

    /** So many objects with the same change are shown one by one. */
    private static final int MANY = 3;

    private OperationText() {}

    /**
     * The operation in one line: {@code + table chats}, {@code - index ix_x},
     * {@code ~ column chats.title varchar(100) → varchar(200)}, {@code > column chats.name → title}; a note after a #.
     */
    public static String line(Operation operation) {
        return Printable.line(operation.accept(TEXT));
    }

    /** The operations in one line each. A change that many objects have in common is one line, with the first names. */
    public static List<String> summary(List<Operation> operations) {
        Map<String, List<Operation>> changes =
                operations.stream().collect(Collectors.groupingBy(OperationText::change));
        Set<String> lines = new LinkedHashSet<>();
        for (Operation operation : operations) {
            String change = change(operation);
            List<Operation> same = changes.get(change);
            lines.add(same.size() > MANY ? summary(change, same) : line(operation));
        }
        return List.copyOf(lines);
    }

    private static String summary(String change, List<Operation> same) {
        List<String> names = same.stream()
                .map(operation -> operation.objects().get(0).label())
                .toList();
        return "%s (%d): %s".formatted(change, names.size(), Printable.first(MANY, names));
    }

    /** The line without the name of what changes. */
    private static String change(Operation operation) {
        String line = line(operation);
        return line.startsWith("~ ") && !operation.objects().isEmpty()
                ? line.replace(" " + operation.objects().get(0).label() + " ", " ")
                : line;
    }

    /** The kind and the name of the object: {@code column users.email}. */
    public static String what(SchemaObject object) {
        return object.kind() + " " + object.label();
    }

    /** The usual short form of a type that {@code format_type()} prints: {@code varchar(200)}. */
    public static String type(String type) {
        return type.replaceFirst("^character varying\\b", "varchar")
                .replaceFirst("^character\\(", "char(")
                .replaceFirst("^(time(?:stamp)?(?:\\(\\d\\))?) without time zone$", "$1")
                .replaceFirst("^(time(?:stamp)?(?:\\(\\d\\))?) without time zone\\[\\]$", "$1[]");
    }

    @Override
    public String create(Create create) {
        String type = create.object() instanceof Column column ? " " + type(column.type()) : "";
        return "+ " + what(create.object()) + type;
    }

    @Override
    public String drop(Drop drop) {
        return "- " + what(drop.object());
    }

    @Override
    public <T extends SchemaObject> String alter(Alter<T> alter) {
        return changed(alter.before(), alter.after());
    }

    @Override
    public String replace(Replace replace) {
        return changed(replace.before(), replace.after());
    }

    private static String changed(SchemaObject before, SchemaObject after) {
        List<String> differences = DifferenceText.of(before, after);
        return "~ " + what(before) + " " + (differences.isEmpty() ? "(created again)" : String.join(", ", differences));
    }

    @Override
    public String rename(Rename rename) {
        return "> " + what(rename.before()) + " → " + shortName(rename.before(), rename.after());
    }

    private static String shortName(SchemaObject before, SchemaObject after) {
        int parent = before.label().lastIndexOf('.') + 1;
        return after.label().startsWith(before.label().substring(0, parent))
                ? after.label().substring(parent)
                : after.label();
    }

    @Override
    public String useIndex(UseIndex use) {
        return "+ " + what(use.constraint()) + " using its index";
    }

    @Override
    public String releaseIndex(ReleaseIndex release) {
        return "- " + what(release.constraint()) + ", keeping its index";
    }

    @Override
    public String updateRows(UpdateRows update) {
        return "! " + update.sql();
    }

    @Override
    public String advanceSequence(AdvanceSequence advance) {
        return "~ " + what(advance.sequence()) + " continues after the highest existing value";
    }

    @Override
    public String authorNote(AuthorNote note) {
        return "# " + note.text().strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
