package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The differences between the live catalog and the model's, as operations in an executable order. Objects that entities
 * cannot describe are left alone: partial and expression indexes, exclusion constraints, views that no entity maps, and
 * comments on anything but tables and columns.
 */
public final class CatalogDiff {

    private final Catalog live;
    private final Catalog model;
    private final PhasedOperations plan;
    private final Impact impact = new Impact();
    private final List<String> leftAlone;
    private final Operations operations;

    /** Compares the live catalog with the model's. */
    public CatalogDiff(Catalog live, Catalog model) {
        this(live, model, new PhasedOperations());
    }

    /** @param plan the operations that are planned already */
    CatalogDiff(Catalog live, Catalog model, PhasedOperations plan) {
        this.plan = plan;
        EnumDiff enums = new EnumDiff(live, model);
        this.live = enums.liveToRebuild();
        this.model = model;
        this.leftAlone = new ArrayList<>(live.others());
        enums.plan(plan, impact);
        compare();
        this.operations = plan.inOrder().withLastInDowngrade(enums.downgrade());
    }

    /** The steps from the live catalog to the model's; none if they are equal. */
    public Operations operations() {
        return operations;
    }

    /** The live objects that entities cannot describe, as kind and name. */
    public List<String> leftAlone() {
        return leftAlone;
    }

    private void compare() {
        model.schemas().stream()
                .filter(schema -> !live.schemas().contains(schema))
                .forEach(schema -> plan.add(Phase.CREATE_SCHEMAS, new Create(new Schema(schema.name()))));
        leftAlone.addAll(new DomainDiff(live, model, plan).compare());
        Collections.sort(leftAlone);
        new SequenceDiff(live, model, plan).compare();
        List<Table> removed = live.tables().stream()
                .filter(table -> model.table(table.name()).isEmpty())
                .toList();
        List<Table> added = model.tables().stream()
                .filter(table -> live.table(table.name()).isEmpty())
                .toList();
        List<TableDiff> pairs = new ArrayList<>();
        for (Table table : live.tables()) {
            model.table(table.name()).ifPresent(wanted -> pairs.add(new TableDiff(table, wanted, plan, impact)));
        }
        new CompositeTypeDiff(live, model, plan, impact).compare();
        pairs.forEach(TableDiff::compareColumns);
        TypeDiff types = new TypeDiff(live, model, plan, impact);
        types.compareEnums();
        pairs.forEach(TableDiff::compareIndexes);
        pairs.forEach(TableDiff::compareKeysAndChecks);
        TableOrder.childrenFirst(removed).forEach(this::drop);
        pairs.forEach(TableDiff::compareForeignKeys);
        List<Table> parentsFirst = new ArrayList<>(TableOrder.childrenFirst(added));
        Collections.reverse(parentsFirst);
        parentsFirst.forEach(this::create);
        types.compareCasts();
        leftAlone.addAll(new ViewDiff(live, model, plan, impact).compare());
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
