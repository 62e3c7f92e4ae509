package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replica identities for the time in which operations update the rows of a published table, but have dropped its key or index
 * and not made it again. PostgreSQL rejects an UPDATE then, also in the transaction that drops it.
 */
record InterimIdentities(ScratchSchemas scratch, ReplicaIdentities identities) {

    /**
     * What has to stand in, under the names before the operations.
     *
     * @throws MigratorException if rows of a table change that has no replica identity before either
     */
    List<Attached> during(List<Operation> operations) throws SQLException, MigratorException {
        if (operations.stream().noneMatch(InterimIdentities::changesRows)) {
            return List.of();
        }
        return scratch.tentatively(() -> run(operations));
    }

    private List<Attached> run(List<Operation> operations) throws SQLException, MigratorException {
        Map<Name, Name> before = new LinkedHashMap<>();
        List<Attached> first = identitiesNow();
        List<Attached> standIns = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Rename rename && rename.after() instanceof Table after) {
                Name was = ((Table) rename.before()).name();
                before.put(after.name(), before.getOrDefault(was, was));
            }
            if (!changesRows(operation)) {
                scratch.executeIfItWorks(operation);
                continue;
            }
            for (Name table : without(operation)) {
                Name was = before.getOrDefault(table, table);
                Attached identity = first.stream()
                        .filter(found -> found.table().equals(was))
                        .findFirst()
                        .orElse(null);
                if (identity != null) {
                    identities
                            .standIn(scratch, identities.at(identity, table))
                            .ifPresent(standIn -> standIns.add(identities.at(standIn, was)));
                } else if (operation instanceof UpdateRows update) {
                    throw ReplicaIdentities.none(table, update.sql());
                }
            }
        }
        return standIns;
    }

    static boolean changesRows(Operation operation) {
        return operation instanceof UpdateRows || operation instanceof AuthorNote;
    }

    /** The published tables of which the operation changes rows, or may, and that have no replica identity now. */
    private List<Name> without(Operation operation) throws SQLException {
        List<Attached> found = identitiesNow();
        return identities.published(scratch).stream()
                .filter(table -> !(operation instanceof UpdateRows update)
                        || update.sql().startsWith("update " + table.sql() + " "))
                .filter(table ->
                        found.stream().noneMatch(identity -> identity.table().equals(table)))
                .toList();
    }

    private List<Attached> identitiesNow() throws SQLException {
        return scratch.attached().stream()
                .filter(found -> found.isReplicaIdentity() && !found.isNoIdentity())
                .toList();
    }
}
