package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation.Create;
import java.io.Serializable;
import java.util.Locale;
import java.util.Set;

/**
 * What the migrations of a changelog created. It belongs to the model even after no entity defines it any more, unlike what was
 * created by hand.
 *
 * @param schemas their names, unquoted
 * @param views the names, as written in SQL, of the views that {@code diff} created for entities
 * @param statements the statements in the migrations that {@code diff} wrote
 * @param names the names, in lower case, of the tables, constraints and indexes that {@code diff} created
 * @param byDiff whether {@code diff} wrote any of the migrations for entities
 */
public record CreatedObjects(
        Set<String> schemas, Set<String> views, Set<String> statements, Set<String> names, boolean byDiff)
        implements Serializable {

    /** Nothing is known to be created by a migration. */
    public static final CreatedObjects NONE = new CreatedObjects(Set.of(), Set.of(), Set.of());

    /** Without what {@code diff} has named. */
    public CreatedObjects(Set<String> schemas, Set<String> views, Set<String> statements) {
        this(schemas, views, statements, Set.of(), false);
    }

    /** Whether {@code diff} created a constraint or an index, or the table that it belongs to. */
    public boolean isNamedByDiff(SchemaObject object) {
        String label = object.label();
        return isNamed(object.table().local()) || isNamed(label.substring(label.lastIndexOf('.') + 1));
    }

    private boolean isNamed(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    boolean contains(View view) {
        return views.contains(view.name().sql());
    }

    /** @param object an index or a constraint */
    boolean contains(SchemaObject object) {
        Create create = new Create(object);
        return statements.contains(Ddl.statements(create).get(0))
                || statements.contains(Ddl.concurrently(create).get(0));
    }
}
