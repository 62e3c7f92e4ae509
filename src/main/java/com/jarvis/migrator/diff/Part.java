package com.jarvis.migrator.diff;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.NamesBefore;
import java.io.Serializable;

/**
 * An object of a schema, or one property of it that a database can have and a model can lack: {@code index ix_notes_title},
 * {@code not null of column notes.title}.
 *
 * @param what the property and the kind of object, in words
 * @param relation the object, or the table that it is a part of
 * @param member the column or constraint of that table; null for the relation itself
 */
public record Part(String what, Name relation, String member) implements Comparable<Part>, Serializable {

    static final String COLUMN = "column";

    static Part of(String property, String kind, Name relation, String member) {
        return new Part(property + " of " + kind, relation, member);
    }

    /** The same part under the names that it has before some renames. */
    Part before(NamesBefore names) {
        boolean isOfColumn = member != null && what.endsWith(COLUMN);
        return new Part(what, names.of(relation), isOfColumn ? names.columnBefore(relation, member) : member);
    }

    /** The name of the object, as patterns match it. */
    public String label() {
        return Printable.line(member == null ? relation.toString() : relation + "." + member);
    }

    /** Whether it is a property of an object, which may be in the model. */
    public boolean isProperty() {
        return what.contains(" of ");
    }

    /** Whether nobody has to decide about it: a mapping rarely says it, and the application does not notice. */
    public boolean isOfSequence() {
        return what.contains(" of sequence");
    }

    /** The kind of part, without a value that it has. */
    public String group() {
        return what.replaceFirst("^(type|value) .+(?= of )", "$1");
    }

    /** The part in words, in one line. */
    @Override
    public String toString() {
        return Printable.line(what) + " " + label();
    }

    @Override
    public int compareTo(Part other) {
        return toString().compareTo(other.toString());
    }
}
