package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterEnumType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Compares all kinds of objects of two catalogs, after some live objects were renamed. */
final class PhasedDiff {

    private final Catalog live;
    private final Catalog model;
    private final CreatedObjects created;
    private final TypeRebuild rebuild;
    private final PhasedOperations plan;
    private final Impact impact = new Impact();
    private final List<String> leftAlone;
    private final Operations operations;

    /**
     * Compares the catalogs.
     *
     * @param created what belongs to the model even if it does not contain it any more
     * @param aside the renames of sequences and types whose names other objects get
     */
    PhasedDiff(
            Catalog live,
            Catalog model,
            CreatedObjects created,
            List<Rename> aside,
            List<EnumType> toRebuild,
            List<AlterEnumType> toExtend,
            FreeNames names) {
        this.plan = new PhasedOperations(names);
        Catalog named = RenamedCatalog.of(live, aside);
        this.model = model;
        this.created = created;
        this.rebuild = new TypeRebuild(named, model, toRebuild, names);
        this.live = RenamedCatalog.of(named, rebuild.renames());
        this.leftAlone = new ArrayList<>(live.others());
        for (Rename rename : aside) {
            boolean isSequence = rename.before() instanceof Sequence;
            rename(isSequence ? Phase.FREE_SEQUENCE_NAMES : Phase.FREE_TYPE_NAMES, rename);
        }
        rebuild.renames().forEach(rename -> rename(Phase.RENAME_TYPES, rename));
        toExtend.forEach(alter -> plan.add(Phase.CREATE_TYPES, alter));
        compare(new SequenceDiff(this.live, model, plan, aside));
        this.operations = plan.inOrder();
    }

    private void rename(Phase phase, Rename rename) {
        plan.add(phase, rename);
        if (phase != Phase.FREE_SEQUENCE_NAMES) {
            impact.rebuiltType(rename.before().relation());
        }
    }

    Operations operations() {
        return operations;
    }

    /** The live objects that entities cannot describe, as kind and name. */
    List<String> leftAlone() {
        return leftAlone;
    }

    private void compare(SequenceDiff sequences) {
        model.schemas().stream()
                .filter(schema -> !live.schemas().contains(schema))
                .forEach(schema -> plan.add(Phase.CREATE_SCHEMAS, new Create(new Schema(schema.name()))));
        TypeDiff types = new TypeDiff(live, model, rebuild, plan, impact);
        leftAlone.addAll(types.leftAlone());
        Collections.sort(leftAlone);
        types.create();
        sequences.compare();
        List<Table> removed = live.tables().stream()
                .filter(table -> model.table(table.name()).isEmpty())
                .toList();
        List<Table> added = model.tables().stream()
                .filter(table -> live.table(table.name()).isEmpty())
                .toList();
        List<TableDiff> pairs = new ArrayList<>();
        for (Table table : live.tables()) {
            model.table(table.name())
                    .ifPresent(wanted -> pairs.add(new TableDiff(table, wanted, created, plan, impact)));
        }
        pairs.forEach(TableDiff::compareColumns);
        types.drop();
        pairs.forEach(TableDiff::compareIndexes);
        pairs.forEach(TableDiff::compareKeysAndChecks);
        TableOrder.childrenFirst(removed).forEach(this::drop);
        pairs.forEach(TableDiff::compareForeignKeys);
        List<Table> parentsFirst = new ArrayList<>(TableOrder.childrenFirst(added));
        Collections.reverse(parentsFirst);
        parentsFirst.forEach(this::create);
        types.compareCasts();
        leftAlone.addAll(new ViewDiff(live, model, created, plan, impact).compare());
        pairs.forEach(pair -> leftAlone.addAll(pair.leftAlone()));
    }

    private void drop(Table table) {
        impact.droppedTable(table.name());
        for (Constraint constraint : table.constraints()) {
            if (constraint.type() == Constraint.Type.FOREIGN_KEY) {
                plan.add(Phase.DROP_FOREIGN_KEYS, new Drop(constraint));
            } else if (constraint.type() != Constraint.Type.PRIMARY_KEY) {
                plan.add(Phase.DROP_CONSTRAINTS, new Drop(constraint));
                impact.droppedKey(constraint);
            } else {
                impact.droppedKey(constraint);
            }
        }
        for (Index index : table.indexes()) {
            plan.add(Phase.DROP_INDEXES, new Drop(index));
        }
        plan.add(Phase.DROP_TABLES, new Drop(table));
    }

    private void create(Table table) {
        plan.add(Phase.CREATE_TABLES, new Create(table));
        for (Constraint constraint : table.constraints()) {
            if (constraint.type() == Constraint.Type.FOREIGN_KEY) {
                plan.add(Phase.ADD_FOREIGN_KEYS, new Create(constraint));
            } else if (constraint.type() != Constraint.Type.PRIMARY_KEY) {
                plan.add(Phase.ADD_CONSTRAINTS, new Create(constraint));
            }
        }
        for (Index index : table.indexes()) {
            plan.add(Phase.CREATE_INDEXES, new Create(index));
        }
    }
}
