package com.jarvis.migrator.plan.online;

import static com.jarvis.migrator.operation.Stage.outsideTransaction;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.ddl.KeyIndex;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.AlterConstraint;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operation.UseIndex;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.operation.Stage;
import com.jarvis.migrator.plan.rows.Backfill;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits a change into stages. None of them blocks reads and writes of an existing table for longer than a catalog change
 * takes (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES). Each stage must be committed
 * before the next one starts. Operations on a table that the change creates stay together with it.
 */
public final class OnlinePlan {

    private final List<Operation> all;
    private final Catalog live;
    private final Set<Operation> rewriting;
    private final Set<Name> asTheyAre = new HashSet<>();
    private final OnlineStages stages = new OnlineStages();

    private OnlinePlan(List<Operation> operations, Catalog live, Set<Operation> rewriting) {
        all = operations;
        this.live = live;
        this.rewriting = rewriting;
        for (Operation operation : operations) {
            if (operation instanceof Create create && create.object() instanceof Table table) {
                asTheyAre.add(table.name());
            } else if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                asTheyAre.add(table.name());
            }
        }
        // PostgreSQL cannot create indexes of a partitioned table concurrently.
        live.tables().stream()
                .filter(table -> table.partitionKey() != null)
                .forEach(table -> asTheyAre.add(table.name()));
    }

    /**
     * The stages of a change, in order.
     *
     * @param operations the whole change, with notes before columns that the author must fill in
     * @param live the catalog before the change
     * @param rewriting the operations on columns that rewrite a table or an index
     * @throws MigratorException if no such stages exist; the message describes an alternative
     */
    public static List<Stage> stages(Operations operations, Catalog live, Set<Operation> rewriting)
            throws MigratorException {
        OnlinePlan online = new OnlinePlan(operations.upgrade(), live, rewriting);
        Map<Operation, List<Operation>> inMain = new HashMap<>();
        AuthorNote note = null;
        for (Operation operation : operations.upgrade()) {
            if (operation instanceof AuthorNote fill) {
                note = fill;
                continue;
            }
            int place = online.stages.main.size();
            boolean later = online.add(operation, note != null);
            inMain.put(operation, List.copyOf(online.stages.main.subList(place, online.stages.main.size())));
            if (note != null && later) {
                online.stages.fills.add(note);
            } else if (note != null) {
                online.stages.main.add(place, note);
            }
            note = null;
        }
        List<Operation> restored =
                operations.downgrade().stream().filter(OnlinePlan::isAttached).toList();
        List<Operation> others = operations.downgrade().stream()
                .filter(operation -> !isAttached(operation))
                .toList();
        Operations main = new Operations(operations.upgrade(), others)
                .replace(operation -> Operations.reversible(inMain.getOrDefault(operation, List.of())))
                .withUpgrade(online.stages.main);
        return online.stages.inOrder(main, restored);
    }

    private static boolean isAttached(Operation operation) {
        return operation instanceof Create create && create.object() instanceof Attached;
    }

    /**
     * @param isFilled whether the author fixes existing rows first
     * @return true if existing rows are only checked in a later stage
     */
    private boolean add(Operation operation, boolean isFilled) throws MigratorException {
        if (operation instanceof Create create && create.object() instanceof Constraint constraint) {
            return create(constraint, isFilled);
        } else if (operation instanceof Create create
                && create.object() instanceof Index index
                && !stays(index.table())) {
            stages.indexes.add(outsideTransaction("index " + index.name().local(), operation));
        } else if (operation instanceof Create create
                && create.object() instanceof Column column
                && !stays(column.table())) {
            create(column, operation);
        } else if (operation instanceof Drop drop && drop.object() instanceof Index index && !stays(index.table())) {
            drop(index, operation);
        } else if (NumberedColumn.isUntilIdentity(operation, all)) {
            stages.notNulls.add(operation);
        } else if (operation instanceof UpdateRows update && update.restored()) {
            translate(update);
        } else if (operation instanceof AlterConstraint alter
                && !alter.before().isValid()
                && alter.after().isValid()) {
            stages.validations.add(operation);
            return true;
        } else if (operation instanceof AlterColumn alter
                && !stays(alter.after().table())) {
            return alter(alter, isFilled);
        } else if (operation instanceof AlterCompositeType alter
                && alter.columns().stream().anyMatch(column -> !stays(column.table()))) {
            throw new NoOnlineType(all, live).of(alter);
        } else {
            stages.main.add(operation);
        }
        return false;
    }

    /** Values of a foreign key that refers to other columns. New columns get theirs without a lock on the table. */
    private void translate(UpdateRows update) throws MigratorException {
        for (UpdateRows.NewValue value : update.values()) {
            Column column = value.column();
            boolean isNew = all.contains(new Create(column)) || all.contains(new Create(column.withNotNull(false)));
            if (!isNew && !stays(column.table())) {
                throw NoOnlineWay.ofReference(column);
            }
        }
        boolean stays =
                update.values().stream().allMatch(value -> stays(value.column().table()));
        (stays ? stages.main : stages.fills).add(update);
    }

    private boolean stays(Name table) {
        return asTheyAre.contains(table);
    }

    /** PostgreSQL also checks a NOT VALID constraint when any column of an old row is updated, so rows are fixed before. */
    private boolean create(Constraint constraint, boolean isFilled) throws MigratorException {
        boolean stays = stays(constraint.table());
        boolean foreignKey = constraint.type() == Constraint.Type.FOREIGN_KEY;
        if (foreignKey || constraint.type() == Constraint.Type.CHECK && !stays) {
            boolean late = foreignKey && restsOnLaterKey(constraint);
            Constraint added = stays ? constraint : constraint.notValid();
            (late ? stages.foreignKeys : isFilled ? stages.constraints : stages.main).add(new Create(added));
            if (!stays) {
                (late ? stages.foreignKeyValidations : stages.validations).add(new AlterConstraint(added, constraint));
            }
            return !stays;
        } else if (isKeyOfIndex(constraint)) {
            Index index = KeyIndex.of(constraint);
            // PostgreSQL scans the table for a primary key on nullable columns.
            List<Stage> keys = constraint.type() == Constraint.Type.PRIMARY_KEY ? stages.primaryKeys : stages.indexes;
            stages.indexes.add(outsideTransaction("index " + constraint.name(), new Create(index)));
            keys.add(outsideTransaction("constraint " + constraint.name(), new UseIndex(index, constraint)));
        } else if (constraint.type() == Constraint.Type.EXCLUSION && !stays) {
            throw NoOnlineWay.ofExclusion(constraint);
        } else {
            stages.main.add(new Create(constraint));
        }
        return false;
    }

    private boolean isKeyOfIndex(Constraint constraint) {
        return !stays(constraint.table()) && KeyIndex.canMake(constraint);
    }

    /** Whether a foreign key references a key that is created from an index in a later stage. */
    private boolean restsOnLaterKey(Constraint foreignKey) {
        return all.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof Constraint key
                        && key.table().equals(foreignKey.referenced())
                        && Set.copyOf(key.columns()).equals(Set.copyOf(foreignKey.referencedColumns()))
                        && isKeyOfIndex(key));
    }

    /**
     * A default that PostgreSQL would have to write to every row is set for new rows only. Existing rows are filled in a later
     * stage.
     */
    private void create(Column column, Operation operation) throws MigratorException {
        if (column.generated() != null && !column.virtual()) {
            throw NoOnlineWay.ofGenerated(column);
        } else if (column.identity() != null) {
            throw NoOnlineWay.ofIdentity(column);
        } else if (column.defaultValue() == null || !rewriting.contains(operation)) {
            stages.main.add(operation);
            return;
        }
        Column bare = column.withNotNull(false).withDefault(null);
        stages.main.add(new Create(bare));
        stages.fills.add(Backfill.fillWithDefault(column));
        if (column.notNull()) {
            notNull(bare, column, true);
        } else {
            stages.main.add(new AlterColumn(bare, column));
        }
    }

    /** Drops an index last, so that queries can use it until the new one exists, unless another operation requires the drop first. */
    private void drop(Index index, Operation operation) {
        if (IndexDrop.belongsToForeignKey(index, all)) {
            stages.main.add(operation);
        } else {
            (IndexDrop.isInTheWay(index, all) ? stages.firstDrops : stages.lastDrops)
                    .add(outsideTransaction("drop index " + index.name().local(), operation));
        }
    }

    private boolean alter(AlterColumn alter, boolean isFilled) throws MigratorException {
        Column before = alter.before();
        Column after = alter.after();
        if (ColumnDdl.isRebuild(before, after) && !after.virtual()) {
            throw NoOnlineWay.ofGenerated(after);
        } else if (rewriting.contains(alter)) {
            throw new NoOnlineType(all, live).of(alter);
        } else if (before.notNull() || !after.notNull() || ColumnDdl.isRebuild(before, after)) {
            stages.main.add(alter);
            return false;
        }
        notNull(before, after, isFilled);
        return true;
    }

    /**
     * SET NOT NULL does not scan the table if a valid CHECK excludes nulls. An identity column must already be NOT NULL.
     */
    private void notNull(Column before, Column after, boolean isFilled) {
        Column nullable = after.withNotNull(false).withIdentity(before.identity());
        if (!nullable.equals(before)) {
            stages.main.add(new AlterColumn(before, nullable));
        }
        Constraint check = NotNullCheck.of(after);
        (isFilled ? stages.constraints : stages.main).add(new Create(check.notValid()));
        stages.validations.add(new AlterConstraint(check.notValid(), check));
        stages.notNulls.add(new AlterColumn(nullable, after));
        stages.notNulls.add(new Drop(check));
    }
}
