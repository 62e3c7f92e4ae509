package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Constraint.Property;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.References;

/** The index of a unique constraint or primary key, which can be built concurrently before the constraint is added. */
public final class KeyIndex {

    private KeyIndex() {}

    /** Whether the constraint can be added with {@code USING INDEX}. */
    public static boolean canMake(Constraint constraint) {
        return constraint.isKey()
                && constraint.hasOnly(Property.NULLS_NOT_DISTINCT, Property.DEFERRABLE, Property.INITIALLY_DEFERRED);
    }

    /** The index, under the name of the constraint. */
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

    /** The statement that adds the constraint with the index of the same name. */
    static String use(Constraint constraint) {
        String name = quote(constraint.name());
        return "alter table " + constraint.table().sql() + " add constraint " + name
                + (constraint.type() == Constraint.Type.PRIMARY_KEY ? " primary key" : " unique") + " using index "
                + name
                + (constraint.properties().contains(Property.DEFERRABLE) ? " deferrable" : "")
                + (constraint.properties().contains(Property.INITIALLY_DEFERRED) ? " initially deferred" : "");
    }
}
