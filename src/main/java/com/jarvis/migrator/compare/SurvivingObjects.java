package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.scratch.LiveCopy;
import com.jarvis.migrator.scratch.MigrationProof;
import com.jarvis.migrator.scratch.ScratchSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Indexes, exclusion constraints and views that the model does not define and that stay, or are created again, on what the
 * model defines. PostgreSQL is asked whether it accepts them there, by creating them on a copy of the model.
 */
final class SurvivingObjects {

    private SurvivingObjects() {}

    /**
     * Refuses a model on which such an object cannot exist.
     *
     * @param live the compared part of the live catalog, after the renames
     * @param model the same part of the model
     * @param operations the steps from the one to the other
     * @throws MigratorException with the objects and PostgreSQL's reasons
     */
    static void requireFit(
            Connection connection, Schemas schemas, Catalog live, Catalog model, List<Operation> operations)
            throws SQLException, MigratorException {
        List<SchemaObject> surviving = surviving(live, model);
        surviving.removeIf(object -> isRemoved(object, operations));
        if (surviving.isEmpty()) {
            return;
        }
        List<String> reasons = new ArrayList<>();
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, model);
            for (SchemaObject object : surviving) {
                Optional<String> reason = scratch.attempt(new Create(object));
                reason.ifPresent(why -> reasons.add(OperationText.what(object) + ": " + why));
            }
        }
        if (!reasons.isEmpty()) {
            throw MigrationProof.dependents(reasons);
        }
    }

    /** Whether the operations drop the object for good, because a migration created it for entities. */
    private static boolean isRemoved(SchemaObject object, List<Operation> operations) {
        String what = OperationText.what(object);
        return operations.stream()
                        .anyMatch(operation -> operation instanceof Drop drop
                                && OperationText.what(drop.object()).equals(what))
                && operations.stream()
                        .noneMatch(operation -> operation instanceof Create create
                                && OperationText.what(create.object()).equals(what));
    }

    private static List<SchemaObject> surviving(Catalog live, Catalog model) {
        List<SchemaObject> surviving = new ArrayList<>();
        for (Table wanted : model.tables()) {
            Table found = live.table(wanted.name()).orElse(null);
            if (found == null || found.equals(wanted)) {
                continue;
            }
            found.indexes().stream()
                    .filter(index -> !index.plain()
                            && wanted.indexes().stream()
                                    .noneMatch(other -> other.name().equals(index.name()))
                            && index.references().columns().stream()
                                    .allMatch(column -> wanted.column(column).isPresent()))
                    .forEach(surviving::add);
            found.constraints().stream()
                    .filter(constraint -> constraint.type() == Constraint.Type.EXCLUSION
                            && wanted.constraints().stream()
                                    .noneMatch(other -> other.name().equals(constraint.name()))
                            && constraint.columns().stream()
                                    .allMatch(column -> wanted.column(column).isPresent()))
                    .forEach(surviving::add);
        }
        Set<Name> relations = new HashSet<>();
        model.tables().forEach(table -> relations.add(table.name()));
        model.views().forEach(view -> relations.add(view.name()));
        for (View view : live.views()) {
            if (!relations.contains(view.name())
                    && view.uses().stream().allMatch(use -> relations.contains(use.relation()))) {
                relations.add(view.name());
                surviving.add(view);
            }
        }
        return surviving;
    }
}
