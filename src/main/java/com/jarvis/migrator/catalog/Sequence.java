package com.jarvis.migrator.catalog;

import java.io.Serializable;

/**
 * A sequence.
 *
 * @param type {@code smallint}, {@code integer} or {@code bigint}
 * @param owner the column that owns it ({@code OWNED BY}), or null
 * @param comment its comment, or null
 */
public record Sequence(
        Name name,
        String type,
        long start,
        long increment,
        long min,
        long max,
        long cache,
        boolean cycle,
        Owner owner,
        String comment)
        implements SchemaObject.Named {

    /** The column that owns a sequence. */
    public record Owner(Name table, String column) implements Serializable {}

    /** The highest value of a type of sequences. The lowest one is {@code -highest - 1}. */
    public static long highest(String type) {
        return switch (type) {
            case "smallint" -> Short.MAX_VALUE;
            case "integer" -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
    }

    /** The same sequence with another owner, or none. */
    public Sequence ownedBy(Owner other) {
        return new Sequence(name, type, start, increment, min, max, cache, cycle, other, comment);
    }

    /** The same sequence with another comment, or none. */
    public Sequence withComment(String other) {
        return new Sequence(name, type, start, increment, min, max, cache, cycle, owner, other);
    }

    /** The same sequence under another name. */
    public Sequence named(Name other) {
        return new Sequence(other, type, start, increment, min, max, cache, cycle, owner, comment);
    }

    /** The same sequence with the options of another one. It keeps its start value, which only RESTART uses, if that is in range. */
    public Sequence countingAs(Sequence other) {
        boolean stays = other.min <= start && start <= other.max;
        return new Sequence(
                name,
                other.type,
                stays ? start : other.start,
                other.increment,
                other.min,
                other.max,
                other.cache,
                other.cycle,
                owner,
                comment);
    }

    @Override
    public String kind() {
        return "sequence";
    }

    @Override
    public Name table() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.sequence(this);
    }
}
