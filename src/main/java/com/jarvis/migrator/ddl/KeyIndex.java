package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Constraint.Property;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.References;

/** The index that a unique constraint or a primary key is made of, so that it can be built before, concurrently. */
public final class KeyIndex {

    private KeyIndex() {}

    /** Whether PostgreSQL can make the constraint of an index that is there. */
    public static boolean canMake(Constraint constraint) {
        return (constraint.type() == Constraint.Type.UNIQUE || constraint.type() == Constraint.Type.PRIMARY_KEY)
                && constraint.hasOnly(Property.NULLS_NOT_DISTINCT, Property.DEFERRABLE, Property.INITIALLY_DEFERRED);
    }

    /** The index, which has the constraint's name. */
    public static Index of(Constraint constraint) {
        return new Index(
                constraint.table(),
                constraint.table().sibling(constraint.name()),
                true,
                "btree (" + quote(constraint.columns()) + ")"
                        + (constraint.properties().contains(Property.NULLS_NOT_DISTINCT) ? " NULLS NOT DISTINCT" : ""),
                constraint.columns().stream()
                        .map(column -> new Index.Key(quote(column), ""))
                        .toList(),
                true,
                true,
                null,
                References.columns(constraint.columns()));
    }

    /** The statement that makes the constraint of the index of its name. */
    static String use(Constraint constraint) {
        String name = quote(constraint.name());
        return "alter table " + constraint.table().sql() + " add constraint " + name
                + (constraint.type() == Constraint.Type.PRIMARY_KEY ? " primary key" : " unique") + " using index "
                + name
                + (constraint.properties().contains(Property.DEFERRABLE) ? " deferrable" : "")
                + (constraint.properties().contains(Property.INITIALLY_DEFERRED) ? " initially deferred" : "");
    }
}
