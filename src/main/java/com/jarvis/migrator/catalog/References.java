package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.Collection;
import java.util.Set;

/**
 * What the SQL of an object refers to, as {@code pg_depend} has it. It follows from the SQL, which is compared: so two of
 * them are always equal, and objects do not differ by them.
 *
 * @param objects types and sequences; for an array its element type
 * @param columns the columns of the object's own table, without the object itself
 */
public record References(Set<Name> objects, Set<String> columns) implements Serializable {

    /** Refers to nothing, or to nothing that is known. */
    public static final References NONE = new References(Set.of(), Set.of());

    /** Refers to columns only. */
    public static References columns(Collection<String> columns) {
        return new References(Set.of(), Set.copyOf(columns));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof References;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
