package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a table that lose their values, and what decides on others.
 *
 * @param constraints the constraints and unique indexes over them
 */
record OpenColumns(List<Column> columns, List<SchemaObject> constraints, Restored restored) {

    /** The columns of a constraint, or of a unique index with those in its expressions. */
    static List<String> names(SchemaObject object) {
        return object instanceof Constraint constraint
                ? constraint.columns()
                : ((Index) object).references().columns().stream().sorted().toList();
    }

    /** Those that a constraint or unique index uses. */
    List<Column> in(SchemaObject constraint) {
        List<String> names = names(constraint);
        return columns.stream().filter(column -> names.contains(column.name())).toList();
    }

    boolean has(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    /** The CHECKs over any of these columns. */
    List<Constraint> checks(List<Column> some) {
        return constraints.stream()
                .filter(object -> object instanceof Constraint check && check.type() == Constraint.Type.CHECK)
                .map(Constraint.class::cast)
                .filter(check ->
                        some.stream().anyMatch(column -> check.columns().contains(column.name())))
                .toList();
    }

    /** The column and those of the rest that CHECKs connect with it. */
    List<Column> group(Column first, Set<Column> rest) {
        Set<Column> group = new LinkedHashSet<>(List.of(first));
        int size = 0;
        while (size < group.size()) {
            size = group.size();
            for (Constraint check : checks(List.copyOf(group))) {
                in(check).stream().filter(rest::contains).forEach(group::add);
            }
        }
        return List.copyOf(group);
    }

    /** The foreign key that says which values a required column may have. */
    Optional<Constraint> parent(Column column) {
        return restored.parent(column);
    }

    boolean isFromParent(Column column) {
        return parent(column).isPresent();
    }
}
