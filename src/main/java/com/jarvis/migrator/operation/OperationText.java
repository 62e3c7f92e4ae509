package com.jarvis.migrator.operation;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Operations in words, one line each, for the console. */
public final class OperationText {

    private OperationText() {}

    /**
     * The operation in one line: {@code + table chats}, {@code - index ix_x},
     * {@code ~ column chats.title varchar(100) → varchar(200)}, {@code > column chats.name → title}; a remark behind a #.
     */
    public static String line(Operation operation) {
        if (operation instanceof Operation.Create create) {
            String type = create.object() instanceof Column column ? " " + type(column.type()) : "";
            return "+ " + what(create.object()) + type;
        } else if (operation instanceof Operation.Drop drop) {
            return "- " + what(drop.object());
        } else if (operation instanceof Operation.Alter alter) {
            List<String> differences = differences(alter.before(), alter.after());
            return "~ " + what(alter.after()) + " "
                    + (differences.isEmpty() ? "(made again)" : String.join(", ", differences));
        } else if (operation instanceof Operation.Rename rename) {
            return "> " + what(rename.before()) + " → " + shortName(rename.before(), rename.after());
        }
        if (operation instanceof Operation.UpdateRows fit) {
            return "! " + fit.sql();
        }
        if (operation instanceof Operation.AdvanceSequence rows) {
            return "~ " + what(rows.sequence()) + " continues after the rows";
        }
        return "# " + ((Operation.AuthorNote) operation).text().strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** What it is and what it is called: {@code column users.email}. */
    public static String what(SchemaObject object) {
        return object.kind() + " " + object.label();
    }

    /** The short form in which people write a type that {@code format_type()} prints: {@code varchar(200)}. */
    public static String type(String type) {
        return type.replaceFirst("^character varying\\b", "varchar")
                .replaceFirst("^character\\(", "char(")
                .replaceFirst("^(time(?:stamp)?(?:\\(\\d\\))?) without time zone$", "$1")
                .replaceFirst("^(time(?:stamp)?(?:\\(\\d\\))?) without time zone\\[\\]$", "$1[]");
    }

    private static String shortName(SchemaObject before, SchemaObject after) {
        int parent = before.label().lastIndexOf('.') + 1;
        return after.label().startsWith(before.label().substring(0, parent))
                ? after.label().substring(parent)
                : after.label();
    }

    private static List<String> differences(SchemaObject before, SchemaObject after) {
        List<String> words = new ArrayList<>();
        if (before instanceof Column from && after instanceof Column to) {
            say(words, "", type(from.type()), type(to.type()));
            say(words, "", from.notNull() ? "not null" : "null", to.notNull() ? "not null" : "null");
            say(words, "default ", from.defaultValue(), to.defaultValue());
            say(words, "identity ", identity(from), identity(to));
            if (from.identity() != null && to.identity() != null) {
                counting(words, from.identity().sequence(), to.identity().sequence());
            }
            say(
                    words,
                    "generated as ",
                    from.generated() == null ? null : from.generated().text(),
                    to.generated() == null ? null : to.generated().text());
            say(words, "collation ", from.collation(), to.collation());
            say(words, "comment ", quoted(from.comment()), quoted(to.comment()));
        } else if (before instanceof Table from && after instanceof Table to) {
            say(words, "comment ", quoted(from.comment()), quoted(to.comment()));
        } else if (before instanceof EnumType from && after instanceof EnumType to) {
            say(words, "", String.join(", ", from.labels()), String.join(", ", to.labels()));
            say(words, "comment ", quoted(from.comment()), quoted(to.comment()));
        } else if (before instanceof CompositeType from && after instanceof CompositeType to) {
            say(words, "", attributes(from), attributes(to));
            say(words, "comment ", quoted(from.comment()), quoted(to.comment()));
        } else if (before instanceof Constraint from && after instanceof Constraint to) {
            say(words, "", from.definition().sql(), to.definition().sql());
            say(words, "comment ", quoted(from.comment()), quoted(to.comment()));
        } else if (before instanceof Index from && after instanceof Index to) {
            say(words, "", definition(from), definition(to));
        } else if (before instanceof View from && after instanceof View to) {
            say(words, "", from.definition().sql(), to.definition().sql());
        } else if (before instanceof Sequence from && after instanceof Sequence to) {
            say(words, "", from.type(), to.type());
            counting(words, from, to);
            say(words, "owner ", owner(from), owner(to));
            say(words, "comment ", quoted(from.comment()), quoted(to.comment()));
        }
        return words;
    }

    private static void counting(List<String> words, Sequence from, Sequence to) {
        say(words, "start ", from.start(), to.start());
        say(words, "increment ", from.increment(), to.increment());
        say(words, "minimum ", from.min(), to.min());
        say(words, "maximum ", from.max(), to.max());
        say(words, "cache ", from.cache(), to.cache());
        say(words, "cycle ", from.cycle(), to.cycle());
    }

    private static void say(List<String> words, String what, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            words.add(what + (before == null ? "none" : before) + " → " + (after == null ? "none" : after));
        }
    }

    private static String definition(Index index) {
        return (index.unique() ? "unique " : "") + index.definition();
    }

    private static String attributes(CompositeType type) {
        return type.attributes().stream()
                .map(attribute -> attribute.name() + " " + type(attribute.type()))
                .collect(Collectors.joining(", "));
    }

    private static String identity(Column column) {
        return column.identity() == null ? null : column.identity().always() ? "always" : "by default";
    }

    private static String owner(Sequence sequence) {
        return sequence.owner() == null
                ? null
                : sequence.owner().table() + "." + sequence.owner().column();
    }

    private static String quoted(String comment) {
        return comment == null ? null : '"' + comment + '"';
    }
}
