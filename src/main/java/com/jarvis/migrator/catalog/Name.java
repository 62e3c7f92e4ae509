package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.sql.Identifiers;
import java.io.Serializable;
import java.util.Comparator;

/**
 * The name of a table, index, sequence, type or view.
 *
 * @param schema the schema, or null for the default schema of the connection
 * @param local the name within the schema, unquoted, as the catalog stores it
 */
public record Name(String schema, String local) implements Comparable<Name>, Serializable {

    private static final Comparator<Name> ORDER = Comparator.comparing(
                    Name::schema, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Name::local);

    /** The name as written in SQL, quoted where PostgreSQL needs it. */
    public String sql() {
        return schema == null ? Identifiers.quote(local) : Identifiers.quote(schema) + "." + Identifiers.quote(local);
    }

    /** Another name in the same schema. */
    public Name sibling(String other) {
        return new Name(schema, other);
    }

    @Override
    public int compareTo(Name other) {
        return ORDER.compare(this, other);
    }

    /** The same with this schema, if it has none. */
    public Name in(String defaultSchema) {
        return schema == null ? new Name(defaultSchema, local) : this;
    }

    /** The same without its schema, if that is this one. */
    public Name without(String defaultSchema) {
        return defaultSchema.equals(schema) ? new Name(null, local) : this;
    }

    /** The name for messages, without quotes and in one line. */
    @Override
    public String toString() {
        return Printable.line(schema == null ? local : schema + "." + local);
    }
}
