package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements for sequences, without options that have PostgreSQL's default value. */
public final class SequenceDdl extends ObjectDdl<Sequence> {

    @Override
    List<String> create(Sequence sequence) {
        String type = sequence.type().equals("bigint") ? "" : " as " + sequence.type();
        return withComment(
                "create sequence " + sequence.name().sql() + type + options(sequence),
                "sequence " + sequence.name().sql(),
                sequence.comment());
    }

    /** The options, such as start and increment, each with a leading blank. */
    static String options(Sequence sequence) {
        boolean up = sequence.increment() > 0;
        long min = up ? 1 : lowest(sequence.type());
        long max = up ? Sequence.highest(sequence.type()) : -1;
        StringBuilder options = new StringBuilder();
        if (sequence.start() != (up ? sequence.min() : sequence.max()) || sequence.start() != 1) {
            options.append(" start with ").append(sequence.start());
        }
        if (sequence.increment() != 1) {
            options.append(" increment by ").append(sequence.increment());
        }
        if (sequence.min() != min) {
            options.append(" minvalue ").append(sequence.min());
        }
        if (sequence.max() != max) {
            options.append(" maxvalue ").append(sequence.max());
        }
        if (sequence.cache() != 1) {
            options.append(" cache ").append(sequence.cache());
        }
        return options.append(sequence.cycle() ? " cycle" : "").toString();
    }

    private static long lowest(String type) {
        return -Sequence.highest(type) - 1;
    }

    /** Does not move a sequence back that is already further. The column may be numeric, which setval does not take. */
    static String continueAfterRows(Sequence sequence) {
        String name = sequence.name().sql();
        boolean up = sequence.increment() > 0;
        String last = (up ? "max(" : "min(") + quote(sequence.owner().column()) + ")";
        return "select setval(" + literal(name) + ", " + last + "::bigint) from "
                + sequence.owner().table().sql() + " having " + last + (up ? " >= " : " <= ")
                + "(select last_value from " + name + ")";
    }

    @Override
    String drop(Sequence sequence) {
        return drop("sequence", sequence.name());
    }

    @Override
    String rename(Sequence before, Sequence after) {
        return rename("sequence", before.name(), after.name());
    }

    @Override
    List<String> alter(Alter<Sequence> alter) {
        Sequence before = alter.before();
        Sequence after = alter.after();
        List<String> changes = changes(before, after);
        if (!Objects.equals(before.owner(), after.owner())) {
            changes.add(" owned by "
                    + (after.owner() == null
                            ? "none"
                            : after.owner().table().sql() + "."
                                    + quote(after.owner().column())));
        }
        List<String> statements = new ArrayList<>();
        statements.addAll(intoBounds(before, after));
        if (!changes.isEmpty()) {
            statements.add("alter sequence " + after.name().sql() + String.join("", changes) + restart(before, after));
        }
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(comment("sequence " + after.name().sql(), after.comment()));
        }
        return statements;
    }

    /** The sequence after ALTER SEQUENCE … AS: PostgreSQL replaces a bound that is the old type's limit by the new type's. */
    public static Sequence retyped(Sequence sequence, String type) {
        long min = sequence.min() == lowest(sequence.type()) ? lowest(type) : sequence.min();
        long max = sequence.max() == Sequence.highest(sequence.type()) ? Sequence.highest(type) : sequence.max();
        return new Sequence(
                sequence.name(),
                type,
                sequence.start(),
                sequence.increment(),
                min,
                max,
                sequence.cache(),
                sequence.cycle(),
                sequence.owner(),
                sequence.comment());
    }

    /**
     * Whether every position of one sequence is out of the bounds of the other. PostgreSQL rejects such bounds unless the
     * sequence restarts.
     */
    public static boolean isRestarted(Sequence before, Sequence after) {
        return before.max() < after.min() || before.min() > after.max();
    }

    /** The option that restarts a sequence whose bounds require it, with a leading blank; otherwise empty. */
    static String restart(Sequence before, Sequence after) {
        return isRestarted(before, after) ? " restart with " + after.start() : "";
    }

    /** The sequence may be at a position that its new bounds exclude, such as its old start. */
    private static List<String> intoBounds(Sequence before, Sequence after) {
        boolean below = before.start() < after.min();
        boolean above = before.start() > after.max();
        if (isRestarted(before, after) || !below && !above) {
            return List.of();
        }
        String name = after.name().sql();
        return List.of("select setval(" + literal(name) + ", " + (below ? after.min() : after.max()) + ", false) from "
                + name + " where last_value " + (below ? "< " + after.min() : "> " + after.max()));
    }

    /** The options that differ between two sequences, each with a leading blank; without owner, name and comment. */
    static List<String> changes(Sequence before, Sequence after) {
        List<String> changes = new ArrayList<>();
        if (!before.type().equals(after.type())) {
            changes.add(" as " + after.type());
        }
        if (before.increment() != after.increment()) {
            changes.add(" increment by " + after.increment());
        }
        if (before.min() != after.min()) {
            changes.add(" minvalue " + after.min());
        }
        if (before.max() != after.max()) {
            changes.add(" maxvalue " + after.max());
        }
        if (before.start() != after.start()) {
            changes.add(" start with " + after.start());
        }
        if (before.cache() != after.cache()) {
            changes.add(" cache " + after.cache());
        }
        if (before.cycle() != after.cycle()) {
            changes.add(after.cycle() ? " cycle" : " no cycle");
        }
        return changes;
    }
}
