package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.named;

import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.List;
import java.util.Map;

/** The Liquibase changes for sequences. */
final class SequenceChanges {

    private SequenceChanges() {}

    /** The change; none if Liquibase cannot create exactly this sequence. */
    static List<Change> create(Sequence sequence) {
        // A separate operation sets the owner, after the column is created.
        if (sequence.comment() != null || !named(sequence.name())) {
            return List.of();
        }
        Change change = onSequence("createSequence", sequence);
        if (!sequence.type().equals("bigint")) {
            change.attributes().put("dataType", sequence.type());
        }
        change.attributes().putAll(options(sequence));
        return List.of(change);
    }

    static List<Change> alter(Sequence before, Sequence after) {
        Sequence same = new Sequence(
                before.name(),
                before.type(),
                before.start(),
                after.increment(),
                after.min(),
                after.max(),
                after.cache(),
                before.cycle(),
                before.owner(),
                before.comment());
        if (!same.equals(after) || !named(after.name())) {
            return List.of();
        }
        Change change = onSequence("alterSequence", after);
        put(change.attributes(), "incrementBy", before.increment(), after.increment());
        put(change.attributes(), "minValue", before.min(), after.min());
        put(change.attributes(), "maxValue", before.max(), after.max());
        put(change.attributes(), "cacheSize", before.cache(), after.cache());
        return List.of(change);
    }

    /** The options that differ from PostgreSQL's defaults for the type (CREATE SEQUENCE). */
    static Map<String, Object> options(Sequence sequence) {
        boolean up = sequence.increment() > 0;
        long highest = Sequence.highest(sequence.type());
        long min = up ? 1 : -highest - 1;
        long max = up ? highest : -1;
        Map<String, Object> options = Entry.attributes();
        put(options, "startValue", up ? sequence.min() : sequence.max(), sequence.start());
        put(options, "incrementBy", 1, sequence.increment());
        put(options, "minValue", min, sequence.min());
        put(options, "maxValue", max, sequence.max());
        put(options, "cacheSize", 1, sequence.cache());
        if (sequence.cycle()) {
            options.put("cycle", true);
        }
        return options;
    }

    private static void put(Map<String, Object> attributes, String key, long usual, long value) {
        if (value != usual) {
            attributes.put(key, value);
        }
    }

    private static Change onSequence(String change, Sequence sequence) {
        return Change.of(
                change,
                "schemaName",
                sequence.name().schema(),
                "sequenceName",
                sequence.name().local());
    }
}
