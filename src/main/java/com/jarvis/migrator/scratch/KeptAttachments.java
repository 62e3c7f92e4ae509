package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.reader.AttachmentReader;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Restores what is attached to columns and indexes that operations drop and create again. The operations run on a copy of the
 * tables, with what is attached there. What is missing afterwards is created again, unless its column or index is gone.
 */
public final class KeptAttachments {

    private final Connection connection;
    private final Schemas schemas;
    private final Catalog live;

    private KeptAttachments(Connection connection, Schemas schemas, Catalog live) {
        this.connection = connection;
        this.schemas = schemas;
        this.live = live;
    }

    /**
     * Adds what is attached to both directions.
     *
     * @param connection in a transaction, with the search path that migrations run with
     * @param live the tables that the operations affect
     * @throws MigratorException if a table would lose its replica identity
     */
    public static Operations in(Connection connection, Schemas schemas, Catalog live, Operations operations)
            throws SQLException, MigratorException {
        List<Attached> attached = AttachmentReader.read(connection, schemas).stream()
                .filter(found -> live.table(found.table()).isPresent())
                .toList();
        return attached.isEmpty()
                ? operations
                : new KeptAttachments(connection, schemas, live).keep(attached, operations);
    }

    private Operations keep(List<Attached> attached, Operations operations) throws SQLException, MigratorException {
        List<Attached> wanted = afterRenames(attached, operations.upgrade());
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            copy(attached, scratch);
            List<Attached> before = scratch.attached();
            for (Operation operation : operations.upgrade()) {
                if (!scratch.executeIfItWorks(operation)) {
                    return operations; // The proof reports it.
                }
            }
            List<Operation> upgrade = restore(scratch, wanted);
            requireReplicaIdentities(wanted, scratch.attached(), operations.upgrade());
            for (Operation operation : operations.downgrade()) {
                if (isOfTableAlone(operation)) {
                    scratch.executeIfItWorks(operation);
                }
            }
            return operations
                    .withUpgrade(concat(operations.upgrade(), upgrade))
                    .withLastInDowngrade(restore(scratch, before));
        }
    }

    /** Whether it is no trigger or the like, which may use what is not in scratch schemas. */
    private static boolean isOfTableAlone(Operation operation) {
        return !(operation instanceof Create create
                && create.object() instanceof Attached attached
                && !attached.isOfTableAlone());
    }

    private void copy(List<Attached> attached, ScratchSchemas scratch) throws SQLException, MigratorException {
        LiveCopy.build(connection, scratch, live);
        for (Attached found : attached) {
            scratch.executeIfItWorks(new Create(found));
        }
    }

    /** What is attached, under the names that its tables, columns and indexes have after the operations. */
    private List<Attached> afterRenames(List<Attached> attached, List<Operation> operations)
            throws SQLException, MigratorException {
        try (ScratchSchemas scratch = new ScratchSchemas(connection, schemas)) {
            copy(attached, scratch);
            for (Operation operation : operations) {
                boolean isNewSchema = operation instanceof Create create && create.object() instanceof Schema;
                if (operation instanceof Rename || isNewSchema) {
                    scratch.executeIfItWorks(operation);
                }
            }
            return scratch.attached();
        }
    }

    /** Restores what is missing, as far as that is possible. */
    private static List<Operation> restore(ScratchSchemas scratch, List<Attached> wanted) throws SQLException {
        List<Attached> found = scratch.attached();
        List<Operation> restored = new ArrayList<>();
        for (Attached attached : wanted) {
            Operation create = new Create(attached);
            if (!found.contains(attached) && scratch.executeIfItWorks(create)) {
                restored.add(create);
            }
        }
        return restored;
    }

    private static void requireReplicaIdentities(
            List<Attached> wanted, List<Attached> found, List<Operation> operations) throws MigratorException {
        for (Attached attached : wanted) {
            boolean isDropped = operations.stream()
                    .anyMatch(operation -> operation instanceof Drop drop
                            && drop.object() instanceof Table table
                            && table.name().equals(attached.table()));
            boolean isKept = found.stream()
                    .anyMatch(
                            other -> other.isReplicaIdentity() && other.table().equals(attached.table()));
            if (attached.isReplicaIdentity() && !isKept && !isDropped) {
                throw new MigratorException("""
                        The migration would drop the index that is the replica identity of table %1$s:
                          %2$s
                        Publications of the table would then reject every UPDATE and DELETE, so nothing was written. Choose another
                        replica identity in a hand-written migration first:
                          mvn compile liquibase:diff -Dempty -Dmessage="replica identity of %1$s\"""".formatted(attached.table(), attached.label()));
            }
        }
    }

    private static List<Operation> concat(List<Operation> first, List<Operation> second) {
        List<Operation> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
