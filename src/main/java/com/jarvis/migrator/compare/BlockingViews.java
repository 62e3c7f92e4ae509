package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses to drop a column, or a view of the model, that a view reads which no entity maps. It cannot be created again without
 * it.
 */
final class BlockingViews {

    private BlockingViews() {}

    /** @throws MigratorException with the view and the column, if there is one */
    static void requireNone(Catalog live, Catalog model, List<Operation> operations, List<Operation> renames)
            throws MigratorException {
        Set<View.Use> dropped = dropped(operations, renames);
        for (View view : live.views()) {
            boolean isOfModel = dropped.contains(new View.Use(view.name(), ""))
                    || model.views().stream().anyMatch(wanted -> wanted.name().equals(view.name()));
            for (View.Use use : view.uses()) {
                if (!isOfModel && dropped.contains(use)) {
                    boolean isView = dropped.contains(new View.Use(use.relation(), ""));
                    throw new MigratorException("""
                            View %1$s reads %2$s, which the model does not have.
                            No entity maps the view, so diff does not change it, and nothing was written. Drop the view, or create it
                            again without the %3$s, in a hand-written migration first:
                              mvn compile liquibase:diff -Dempty -Dmessage="drop view %1$s\"""".formatted(
                            view.label(),
                            isView ? "view " + use.relation() : Printable.line(use.relation() + "." + use.column()),
                            isView ? "other view" : "column"));
                }
            }
        }
    }

    private static Set<View.Use> dropped(List<Operation> operations, List<Operation> renames) {
        Set<View.Use> dropped = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Drop drop && drop.object() instanceof Column column) {
                dropped.add(new View.Use(column.table(), column.name()));
            } else if (operation instanceof Operation.Drop drop && drop.object() instanceof Table table) {
                table.columns().forEach(column -> dropped.add(new View.Use(table.name(), column.name())));
            } else if (operation instanceof Operation.Drop drop && drop.object() instanceof View view) {
                dropped.add(new View.Use(view.name(), ""));
                view.columns().forEach(column -> dropped.add(new View.Use(view.name(), column)));
            }
        }
        for (Operation operation : operations) {
            // A generated column whose expression changes is dropped and added.
            if (operation instanceof Operation.Create create && create.object() instanceof Column column) {
                dropped.remove(new View.Use(column.table(), column.name()));
            } else if (operation instanceof Operation.Create create && create.object() instanceof View view) {
                dropped.remove(new View.Use(view.name(), ""));
                view.columns().forEach(column -> dropped.remove(new View.Use(view.name(), column)));
            }
        }
        for (Operation operation : renames) {
            if (operation instanceof Operation.Rename rename && rename.before() instanceof Column column) {
                dropped.remove(new View.Use(column.table(), column.name()));
            } else if (operation instanceof Operation.Rename rename && rename.before() instanceof Table table) {
                dropped.removeIf(use -> use.relation().equals(table.name()));
            }
        }
        return dropped;
    }
}
