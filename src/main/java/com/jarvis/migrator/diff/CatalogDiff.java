package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.diff.Operation.Alter;
import com.jarvis.migrator.diff.Operation.Continue;
import com.jarvis.migrator.diff.Operation.Create;
import com.jarvis.migrator.diff.Operation.Drop;
import com.jarvis.migrator.diff.Operation.RollbackOnly;
import com.jarvis.migrator.diff.Plan.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What differs between a live catalog and the one that the model asks for, as operations in an order that works. What
 * no entity can say is left alone: partial and expression indexes, exclusion constraints, views that no entity is
 * mapped to, comments on anything but tables and columns.
 */
public final class CatalogDiff {

    private final Catalog live;
    private final Catalog model;
    private final Plan plan;
    private final Touched touched = new Touched();
    private final List<String> leftAlone;
    private final List<Operation> operations;

    /** Compares a live catalog with the one that the model asks for. */
    public CatalogDiff(Catalog live, Catalog model) {
        this(live, model, new Plan());
    }

    /** @param plan what is planned already */
    CatalogDiff(Catalog live, Catalog model, Plan plan) {
        this.plan = plan;
        EnumDiff enums = new EnumDiff(live, model);
        this.live = enums.liveToRebuild();
        this.model = model;
        this.leftAlone = new ArrayList<>(live.others());
        enums.plan(plan, touched);
        compare();
        List<Operation> all = new ArrayList<>(enums.rollbackOnly());
        all.addAll(plan.inOrder());
        this.operations = List.copyOf(all);
    }

    /** The steps from the live catalog to the model's; none where they are the same. */
    public List<Operation> operations() {
        return operations;
    }

    /** What the live database has and no entity can say, as kind and name. */
    public List<String> leftAlone() {
        return leftAlone;
    }

    private void compare() {
        model.schemas().stream()
                .filter(schema -> !live.schemas().contains(schema))
                .forEach(schema -> plan.add(Phase.CREATE_SCHEMAS, new Create(new Schema(schema.name()))));
        compareSequences();
        List<Table> gone = live.tables().stream()
                .filter(table -> model.table(table.name()).isEmpty())
                .toList();
        List<Table> added = model.tables().stream()
                .filter(table -> live.table(table.name()).isEmpty())
                .toList();
        List<TableDiff> pairs = new ArrayList<>();
        for (Table table : live.tables()) {
            model.table(table.name()).ifPresent(wanted -> pairs.add(new TableDiff(table, wanted, plan, touched)));
        }
        pairs.forEach(TableDiff::compareColumns);
        compareTypes();
        pairs.forEach(TableDiff::compareIndexes);
        pairs.forEach(TableDiff::compareKeysAndChecks);
        TableOrder.childrenFirst(gone).forEach(this::drop);
        pairs.forEach(TableDiff::compareForeignKeys);
        List<Table> parentsFirst = new ArrayList<>(TableOrder.childrenFirst(added));
        Collections.reverse(parentsFirst);
        parentsFirst.forEach(this::create);
        compareCasts();
        compareViews();
        pairs.forEach(pair -> leftAlone.addAll(pair.leftAlone()));
    }

    private void drop(Table table) {
        touched.droppedTable(table.name());
        for (Constraint constraint : table.constraints()) {
            if (constraint.type() == Constraint.Type.FOREIGN_KEY) {
                plan.add(Phase.DROP_FOREIGN_KEYS, new Drop(constraint));
            } else if (constraint.type() != Constraint.Type.PRIMARY_KEY) {
                plan.add(Phase.DROP_CONSTRAINTS, new Drop(constraint));
                touched.droppedKey(constraint);
            } else {
                touched.droppedKey(constraint);
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

    private void compareSequences() {
        for (Sequence wanted : model.sequences()) {
            Sequence found = live.sequences().stream()
                    .filter(sequence -> sequence.name().equals(wanted.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_SEQUENCES, new Create(wanted.ownedBy(null)));
                own(wanted.ownedBy(null), wanted);
            } else {
                Sequence free = found.ownedBy(null).withComment(wanted.comment());
                if (!free.equals(wanted.ownedBy(null))) {
                    plan.add(
                            Phase.CREATE_SEQUENCES,
                            new Alter(found, wanted.ownedBy(found.owner()).withComment(found.comment())));
                }
                if (!Objects.equals(found.owner(), wanted.owner())) {
                    Sequence kept = wanted.withComment(found.comment());
                    release(found);
                    own(kept.ownedBy(null), kept);
                }
            }
        }
        for (Sequence found : live.sequences()) {
            boolean known = model.sequences().stream()
                    .anyMatch(sequence -> sequence.name().equals(found.name()));
            if (!known) {
                release(found);
                plan.add(Phase.DROP_SEQUENCES, new Drop(found.ownedBy(null)));
            }
        }
    }

    private void release(Sequence sequence) {
        if (sequence.owner() != null) {
            if (hasOwnerOf(sequence, model)) {
                plan.add(Phase.RELEASE_SEQUENCES, new RollbackOnly(new Continue(sequence)));
            }
            plan.add(Phase.RELEASE_SEQUENCES, new Alter(sequence, sequence.ownedBy(null)));
        }
    }

    private void own(Sequence free, Sequence owned) {
        if (owned.owner() != null) {
            plan.add(Phase.OWN_SEQUENCES, new Alter(free, owned));
            if (hasOwnerOf(owned, live)) {
                plan.add(Phase.OWN_SEQUENCES, new Continue(owned));
            }
        }
    }

    private static boolean hasOwnerOf(Sequence sequence, Catalog catalog) {
        return catalog.table(sequence.owner().table())
                .flatMap(table -> table.column(sequence.owner().column()))
                .isPresent();
    }

    private void compareTypes() {
        for (CompositeType wanted : model.composites()) {
            CompositeType found = live.composites().stream()
                    .filter(type -> type.name().equals(wanted.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_TYPES, new Create(wanted));
            } else if (!Set.copyOf(found.attributes()).equals(Set.copyOf(wanted.attributes()))) {
                plan.add(
                        Phase.CREATE_TYPES,
                        new Alter(found, new CompositeType(wanted.name(), wanted.attributes(), found.comment())));
            }
        }
        for (CompositeType found : live.composites()) {
            if (model.composites().stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
                dropType(found.name(), found);
            }
        }
        for (EnumType found : live.enums()) {
            if (model.enums().stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
                dropType(found.name(), found);
            }
        }
    }

    private void dropType(Name name, SchemaObject type) {
        touched.remadeType(name);
        plan.add(Phase.DROP_TYPES, new Drop(type));
    }

    private void compareCasts() {
        for (Cast found : live.casts()) {
            boolean ofOtherType = touched.remadeTypes().stream()
                    .anyMatch(type ->
                            type.sql().equals(found.source()) || type.sql().equals(found.target()));
            boolean inOtherContext = model.casts().stream()
                    .anyMatch(wanted -> wanted.label().equals(found.label()) && !wanted.equals(found));
            if (ofOtherType || inOtherContext) {
                plan.add(Phase.DROP_CASTS, new Drop(found));
                model.casts().stream()
                        .filter(wanted -> wanted.label().equals(found.label()))
                        .forEach(wanted -> plan.add(Phase.CREATE_CASTS, new Create(wanted)));
            }
        }
        model.casts().stream()
                .filter(wanted -> !live.casts().contains(wanted))
                .forEach(wanted -> plan.add(Phase.CREATE_CASTS, new Create(wanted)));
    }

    private void compareViews() {
        Set<Name> dropped = new HashSet<>();
        for (View found : live.views()) {
            View wanted = model.views().stream()
                    .filter(view -> view.name().equals(found.name()))
                    .findFirst()
                    .orElse(null);
            boolean changed = wanted != null && !wanted.definition().equals(found.definition());
            boolean inTheWay = found.uses().stream()
                    .anyMatch(
                            use -> touched.isTouched(use.relation(), use.column()) || dropped.contains(use.relation()));
            if (changed || inTheWay) {
                dropped.add(found.name());
            }
            if (wanted == null) {
                leftAlone.add("view " + found.label());
            }
        }
        List<View> toDrop = new ArrayList<>(live.views());
        Collections.reverse(toDrop);
        toDrop.stream()
                .filter(view -> dropped.contains(view.name()))
                .forEach(view -> plan.add(Phase.DROP_VIEWS, new Drop(view)));
        List<View> wanted = new ArrayList<>(model.views());
        live.views().stream()
                .filter(view -> wanted.stream().noneMatch(other -> other.name().equals(view.name())))
                .forEach(wanted::add);
        for (View view : wanted) {
            View found = live.views().stream()
                    .filter(other -> other.name().equals(view.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_VIEWS, new Create(view));
            } else if (dropped.contains(view.name())) {
                Set<String> attached = new LinkedHashSet<>(found.attached());
                attached.addAll(view.attached());
                plan.add(Phase.CREATE_VIEWS, new Create(view.attached(List.copyOf(attached))));
            }
        }
    }
}
