package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.reader.AttachmentReader;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.operation.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Restores what is attached to columns and indexes that stages drop and create again. The stages run on a copy of the tables,
 * with what is attached there. A stage restores what it has dropped, unless its column or index is gone; what needs an index of
 * a later stage is restored by a last stage. In between, another replica identity stands in for the dropped one.
 */
public final class KeptAttachments {

    private final ScratchSchemas scratch;
    private final ReplicaIdentities identities;

    private KeptAttachments(ScratchSchemas scratch, ReplicaIdentities identities) {
        this.scratch = scratch;
        this.identities = identities;
    }

    /** What a stage does before and after its own operations, and whether these work. */
    private record Around(List<Operation> first, List<Operation> last, boolean works) {}

    /**
     * Adds what is attached to both directions of the stages.
     *
     * @param connection in a transaction, with the search path that migrations run with
     * @param live the tables that the stages affect
     * @return the stages, and possibly one more; always one if the only stage runs in a transaction
     * @throws MigratorException if a table would lose its replica identity
     */
    public static List<Stage> in(Connection connection, Schemas schemas, Catalog live, List<Stage> stages)
            throws SQLException, MigratorException {
        ReplicaIdentities identities = ReplicaIdentities.of(connection, schemas, live, upgrade(stages));
        List<Attached> attached = AttachmentReader.read(connection, schemas).stream()
                .filter(found -> live.table(found.table()).isPresent() && identities.concern(found))
                .toList();
        if (attached.isEmpty() && !identities.arePublished(live)) {
            return stages;
        }
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            LiveCopy.build(connection, scratch, live, attached);
            return new KeptAttachments(scratch, identities).keep(stages);
        }
    }

    private static List<Operation> upgrade(List<Stage> stages) {
        return stages.stream()
                .flatMap(stage -> stage.operations().upgrade().stream())
                .toList();
    }

    private List<Stage> keep(List<Stage> stages) throws SQLException, MigratorException {
        List<Attached> before = attached();
        List<Attached> wanted = afterRenames(upgrade(stages));
        List<Stage> kept = new ArrayList<>();
        for (Stage stage : stages) {
            Operations operations = stage.operations();
            Around around = run(stage, operations.upgrade(), false);
            if (!around.works()) {
                return stages; // The proof reports it.
            }
            kept.add(stage.with(operations.withAroundUpgrade(around.first(), around.last())));
        }
        boolean isOne = stages.size() == 1 && stages.get(0).inTransaction();
        Operations settings = isOne ? Operations.NONE : settings(wanted);
        identities.requireKept(wanted, attached(), upgrade(stages));
        scratch.execute(settings.downgrade());
        for (int i = stages.size() - 1; i >= 0; i--) {
            Operations operations = kept.get(i).operations();
            Around around = run(stages.get(i), ofTablesAlone(operations.downgrade()), true);
            kept.set(i, stages.get(i).with(operations.withAroundDowngrade(around.first(), around.last())));
        }
        kept.set(
                0, kept.get(0).with(kept.get(0).operations().withAroundDowngrade(List.of(), restore(missing(before)))));
        if (!settings.isEmpty()) {
            kept.add(new Stage("settings", settings, true));
        }
        return kept;
    }

    /** A last stage that restores what is still missing. Its rollback leaves a table with the replica identity before it. */
    private Operations settings(List<Attached> wanted) throws SQLException {
        List<Attached> found = attached();
        List<Operation> restored = restore(missing(wanted));
        List<Operation> identitiesBefore = new ArrayList<>();
        for (Attached attached : found) {
            if (attached.isReplicaIdentity()
                    && restored.stream()
                            .anyMatch(operation -> ((Create) operation).object() instanceof Attached other
                                    && other.isReplicaIdentity()
                                    && other.table().equals(attached.table()))) {
                identitiesBefore.add(new Create(attached));
            }
        }
        return new Operations(restored, identitiesBefore);
    }

    /**
     * Runs one direction of a stage.
     *
     * @param isTolerant whether operations that fail are left out, such as settings that only the real objects accept
     * @return what it must do in addition
     */
    private Around run(Stage stage, List<Operation> operations, boolean isTolerant)
            throws SQLException, MigratorException {
        List<Attached> wanted = afterRenames(operations);
        List<Attached> interim = new InterimIdentities(scratch, identities).during(operations);
        List<Operation> standIns =
                new ArrayList<>(interim.stream().map(Create::new).toList());
        for (Operation standIn : standIns) {
            scratch.executeIfItWorks(standIn);
        }
        for (Operation operation : operations) {
            if (!scratch.executeIfItWorks(operation) && !isTolerant) {
                identities.requireNotCause(scratch, operation);
                return new Around(List.of(), List.of(), false);
            }
        }
        List<Attached> lost = missing(wanted);
        List<Operation> restored = stage.inTransaction() ? restore(lost) : List.of();
        List<Attached> found = attached();
        for (Attached identity : lost) {
            Name before = new NamesBefore(operations).of(identity.table());
            boolean isBack = restored.contains(new Create(identity));
            boolean hasNone = found.stream()
                    .noneMatch(
                            other -> other.isReplicaIdentity() && other.table().equals(identity.table()));
            boolean isStoodIn =
                    interim.stream().anyMatch(standIn -> standIn.table().equals(before));
            if (identity.isReplicaIdentity()
                    && !isStoodIn
                    && (hasNone || isBack && operations.stream().anyMatch(InterimIdentities::changesRows))) {
                identities
                        .standIn(scratch, identity)
                        .map(attached -> identities.at(attached, before))
                        .ifPresent(attached -> standIns.add(new Create(attached)));
                if (isBack) {
                    scratch.executeIfItWorks(new Create(identity));
                }
            }
        }
        return new Around(standIns, restored, true);
    }

    /** Without triggers and the like, which may use what is not in scratch schemas. */
    private static List<Operation> ofTablesAlone(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> !(operation instanceof Create create
                        && create.object() instanceof Attached attached
                        && !attached.isOfTableAlone()))
                .toList();
    }

    private List<Attached> attached() throws SQLException {
        return scratch.attached().stream().filter(identities::concern).toList();
    }

    private List<Attached> missing(List<Attached> wanted) throws SQLException {
        List<Attached> missing = new ArrayList<>(wanted);
        missing.removeAll(attached());
        return missing;
    }

    /** What is attached, under the names that its tables, columns and indexes have after the operations. */
    private List<Attached> afterRenames(List<Operation> operations) throws SQLException {
        if (operations.stream().noneMatch(Rename.class::isInstance)) {
            return attached();
        }
        return scratch.tentatively(() -> {
            for (Operation operation : operations) {
                boolean isNewSchema = operation instanceof Create create && create.object() instanceof Schema;
                if (operation instanceof Rename || isNewSchema) {
                    scratch.executeIfItWorks(operation);
                }
            }
            return attached();
        });
    }

    /** Restores what is missing, as far as that is possible. */
    private List<Operation> restore(List<Attached> missing) throws SQLException {
        List<Operation> restored = new ArrayList<>();
        for (Attached attached : missing) {
            Operation create = new Create(attached);
            // The default replica identity needs a primary key, but can be set without it.
            if (scratch.contains(attached.table())
                    && scratch.executeIfItWorks(create)
                    && (!attached.isDefaultIdentity() || attached().contains(attached))) {
                restored.add(create);
            }
        }
        return restored;
    }
}
