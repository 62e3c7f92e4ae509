package com.jarvis.migrator.changelog;

import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.util.List;

/** The sentences about what online migrations do besides their changes of the schema. */
final class StageHeader {

    private StageHeader() {}

    /** A stage that changes no object of the schema: it fills in values, or restores settings. */
    static List<String> lines(List<Operation> operations) {
        if (operations.stream().anyMatch(AuthorNote.class::isInstance)) {
            return List.of("Fills in values: write the changes where the comments say so.");
        }
        List<Attached> settings = attached(operations);
        if (!settings.isEmpty()) {
            return Header.wrapped(List.of(
                    "Restores what was dropped with an index or a column and no entity describes: settings of "
                            + Header.counted(
                                    "table",
                                    settings.stream()
                                            .map(attached -> attached.table().toString())
                                            .distinct()
                                            .toList())
                            + ".",
                    "Rollback restores all."));
        }
        List<String> columns = operations.stream()
                .filter(UpdateRows.class::isInstance)
                .flatMap(operation -> ((UpdateRows) operation).values().stream())
                .map(value -> value.column().label())
                .distinct()
                .toList();
        return columns.isEmpty()
                ? List.of("Fills in values.")
                : Header.wrapped(List.of(
                        "Fills in the values of " + Header.counted("column", columns) + ".", "Rollback restores all."));
    }

    /** The tables that have another replica identity until a later stage. */
    static List<String> standIns(List<Operation> operations) {
        List<Attached> identities = attached(operations).stream()
                .filter(Attached::isReplicaIdentity)
                .toList();
        return identities.stream()
                .filter(identity -> !identity.isOfIndex()
                        && identities.stream()
                                        .filter(other -> other.table().equals(identity.table()))
                                        .count()
                                == 1)
                .map(identity -> "Table " + identity.table() + " has the replica identity "
                        + (identity.isDefaultIdentity() ? "default" : "full")
                        + " until the index is created again that is its own.")
                .toList();
    }

    private static List<Attached> attached(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation instanceof Create create && create.object() instanceof Attached)
                .map(operation -> (Attached) ((Create) operation).object())
                .toList();
    }
}
