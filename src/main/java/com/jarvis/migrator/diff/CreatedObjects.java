package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.operation.Operation.Create;
import java.io.Serializable;
import java.util.Set;

/**
 * What the migrations of a changelog created. It belongs to the model even after no entity defines it any more, unlike what was
 * created by hand.
 *
 * @param schemas their names, unquoted
 * @param views the names, as written in SQL, of the views that {@code diff} created for entities
 * @param statements the statements in the migrations that {@code diff} wrote
 */
public record CreatedObjects(Set<String> schemas, Set<String> views, Set<String> statements) implements Serializable {

    /** Nothing is known to be created by a migration. */
    public static final CreatedObjects NONE = new CreatedObjects(Set.of(), Set.of(), Set.of());

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
