package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps that rename live objects, and the names that these have after the steps so far. */
final class NameLedger {

    private final FreeNames names;
    private final List<Operation> steps = new ArrayList<>();
    private final Map<Name, Name> relations = new HashMap<>();
    private final Map<Column, String> columns = new HashMap<>();
    private final Set<Object> between = new HashSet<>();
    private int next;

    NameLedger(FreeNames names) {
        this.names = names;
    }

    List<Operation> steps() {
        return steps;
    }

    /** Adds a step that does not rename anything, unless it is there already. */
    void add(Operation step) {
        if (!steps.contains(step)) {
            steps.add(step);
        }
    }

    /** The current name of a live relation or type. */
    Name now(Name relation) {
        return relations.getOrDefault(relation, relation);
    }

    /** The current name of a live column. */
    String now(Column column) {
        return columns.getOrDefault(column, column.name());
    }

    /** The current name of a live table or column, with its table and schema. */
    String label(SchemaObject object) {
        return object instanceof Column column
                ? column.in(now(column.table())).named(now(column)).label()
                : now(object.relation()).toString();
    }

    /** Renames a live relation or type. PostgreSQL needs one statement for the schema and another for the name. */
    void rename(SchemaObject object, Name to) {
        Name from = now(object.relation());
        Name inSchema = new Name(to.schema(), from.local());
        if (!from.equals(inSchema)) {
            steps.add(new Rename(named(object, from), named(object, inSchema)));
        }
        if (!inSchema.equals(to)) {
            steps.add(new Rename(named(object, inSchema), named(object, to)));
        }
        relations.put(object.relation(), to);
    }

    void rename(Column column, String to) {
        Column from = column.in(now(column.table())).named(now(column));
        steps.add(new Rename(from, from.named(to)));
        columns.put(column, to);
    }

    /** The relation got another schema together with its table. */
    void moved(Name relation, String schema) {
        relations.put(relation, new Name(schema, now(relation).local()));
    }

    /** Gives a temporary name to a live relation that has one that another object needs. */
    void stepAside(SchemaObject object) {
        Name free;
        do {
            free = names.between(now(object.relation()), next++);
        } while (!between.add(free));
        rename(object, free);
    }

    void stepAside(Column column) {
        String free;
        do {
            free = names.betweenColumns(next++);
        } while (!between.add(free));
        rename(column, free);
    }

    /** Whether a live relation still has a temporary name. */
    boolean isAside(Name relation) {
        return between.stream()
                .anyMatch(free -> free instanceof Name name
                        && name.local().equals(now(relation).local()));
    }

    private static SchemaObject named(SchemaObject object, Name name) {
        if (object instanceof Table table) {
            return table.named(name);
        } else if (object instanceof Constraint constraint) {
            return constraint.named(name.local());
        }
        return object instanceof Index index
                ? index.named(name.local())
                : RenamedCatalog.named((SchemaObject.Named) object, name);
    }
}
