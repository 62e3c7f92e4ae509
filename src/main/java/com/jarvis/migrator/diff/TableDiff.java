package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.ddl.EnumConstants;
import com.jarvis.migrator.ddl.SequenceDdl;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterConstraint;
import com.jarvis.migrator.operation.Operation.AlterTable;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;

/** Compares a live table with the same table of the model. */
final class TableDiff {

    private final Table live;
    private final Table model;
    private final CreatedObjects created;
    private final PhasedOperations plan;
    private final Impact impact;
    private final List<String> leftAlone = new ArrayList<>();

    TableDiff(Table live, Table model, CreatedObjects created, PhasedOperations plan, Impact impact) {
        this.live = live;
        this.model = model;
        this.created = created;
        this.plan = plan;
        this.impact = impact;
    }

    /** The indexes and constraints of the table that entities cannot describe. */
    List<String> leftAlone() {
        return leftAlone;
    }

    void compareColumns() {
        if (!Objects.equals(live.comment(), model.comment())) {
            plan.add(Phase.COMMENT, new AlterTable(live, model));
        }
        for (Column wanted : model.columns()) {
            Column found = live.column(wanted.name()).orElse(null);
            if (found == null) {
                plan.add(
                        wanted.generated() == null ? Phase.ADD_COLUMNS : Phase.ADD_GENERATED_COLUMNS,
                        new Create(wanted));
            } else {
                compare(found, keepingSequence(wanted, found));
            }
        }
        for (Column found : live.columns()) {
            if (model.column(found.name()).isEmpty()) {
                impact.removed(live.name(), found.name());
                plan.add(
                        found.generated() == null ? Phase.DROP_COLUMNS : Phase.DROP_GENERATED_COLUMNS, new Drop(found));
            }
        }
        rebuildGeneratedColumns();
    }

    private void compare(Column found, Column wanted) {
        if (found.equals(wanted)) {
            return;
        }
        if (ColumnDdl.isRebuild(found, wanted) || ColumnDdl.isRebuild(wanted, found)) {
            impact.removed(live.name(), found.name());
            plan.add(Phase.REBUILD_COLUMNS, new AlterColumn(found, wanted));
        } else if (found.defaultValue() != null && found.identity() == null && wanted.identity() != null) {
            // The serial's sequence must be dropped in between: the identity's sequence gets its name.
            Column between = found.withDefault(null);
            plan.add(Phase.ALTER_COLUMNS, new AlterColumn(found, between));
            plan.add(Phase.ADD_IDENTITIES, new AlterColumn(between, wanted));
        } else if (found.identity() != null && wanted.defaultValue() != null) {
            // The reverse case: the serial's sequence gets the name of the identity's.
            Column between = found.withIdentity(null);
            plan.add(Phase.RELEASE_SEQUENCES, new AlterColumn(found, between));
            plan.add(Phase.ALTER_COLUMNS, new AlterColumn(between, wanted));
        } else {
            plan.add(
                    Phase.ALTER_COLUMNS,
                    new AlterColumn(found, wanted, EnumConstants.between(live, found, model, wanted)));
        }
        if (!found.type().equals(wanted.type()) || !Objects.equals(found.collation(), wanted.collation())) {
            // Drop and create again if either direction needs a USING clause: uuid converts to text implicitly, but a
            // foreign key between the two types is invalid.
            boolean isConverted =
                    TypeConversion.using(found, wanted) != null || TypeConversion.using(wanted, found) != null;
            impact.retyped(live.name(), found.name(), isConverted);
            if (!TypeConversion.isComparable(found.type(), wanted.type())) {
                impact.incomparable(live.name(), found.name());
            }
        }
    }

    /** The model does not determine the name and the start of an identity's sequence. */
    private static Column keepingSequence(Column wanted, Column found) {
        if (wanted.identity() == null || found.identity() == null) {
            return wanted;
        }
        Sequence sequence = found.identity().sequence();
        Sequence to = sequence.countingAs(wanted.identity().sequence());
        boolean same = to.equals(SequenceDdl.retyped(sequence, to.type()));
        return wanted.withIdentity(new Column.Identity(wanted.identity().always(), same ? sequence : to));
    }

    /** PostgreSQL cannot change the type of a column that a generated column depends on. */
    private void rebuildGeneratedColumns() {
        for (Column found : live.columns()) {
            Column wanted = model.column(found.name()).orElse(null);
            if (found.generated() != null && wanted != null && usesChangedColumn(found)) {
                impact.removed(live.name(), found.name());
                plan.add(Phase.DROP_GENERATED_COLUMNS, new Drop(found));
                plan.add(Phase.ADD_GENERATED_COLUMNS, new Create(wanted));
                plan.remove(Phase.REBUILD_COLUMNS, new AlterColumn(found, wanted));
                plan.remove(Phase.ALTER_COLUMNS, new AlterColumn(found, wanted));
            }
        }
    }

    private boolean usesChangedColumn(Column generated) {
        return !Collections.disjoint(
                impact.columns(live.name()), generated.references().columns());
    }

    void compareIndexes() {
        List<Index> wantedRest = new ArrayList<>(model.indexes());
        List<Index> foundRest = new ArrayList<>(live.indexes());
        match(
                foundRest,
                wantedRest,
                (found, wanted) -> same(found, wanted) && found.name().equals(wanted.name()));
        match(foundRest, wantedRest, TableDiff::same);
        for (Index found : foundRest) {
            boolean replaced =
                    wantedRest.stream().anyMatch(wanted -> wanted.name().equals(found.name()));
            boolean isOfModel = found.plain() || replaced || created.contains(found);
            if (isOfModel || mustBeDropped(found)) {
                plan.add(Phase.DROP_INDEXES, new Drop(found));
                if (!isOfModel && survives(found.references().columns())) {
                    plan.add(Phase.CREATE_INDEXES, new Create(found));
                }
            } else {
                leftAlone.add("index " + found.label());
            }
        }
        wantedRest.forEach(wanted -> plan.add(Phase.CREATE_INDEXES, new Create(wanted)));
    }

    /** Whether the model still has all of these columns. */
    private boolean survives(Collection<String> columns) {
        return columns.stream().allMatch(column -> model.column(column).isPresent());
    }

    private static boolean same(Index found, Index wanted) {
        return found.valid()
                && found.unique() == wanted.unique()
                && found.definition().equals(wanted.definition());
    }

    void compareKeysAndChecks() {
        compareConstraints(false);
    }

    void compareForeignKeys() {
        compareConstraints(true);
    }

    private void compareConstraints(boolean foreignKeys) {
        List<Constraint> foundRest = constraints(live, foreignKeys);
        List<Constraint> wantedRest = constraints(model, foreignKeys);
        match(
                foundRest,
                wantedRest,
                (found, wanted) -> same(found, wanted) && found.name().equals(wanted.name()));
        match(
                foundRest,
                wantedRest,
                (found, wanted) -> found.name().equals(wanted.name()) && found.isValidatedTo(wanted));
        match(foundRest, wantedRest, TableDiff::same);
        for (Constraint found : foundRest) {
            boolean replaced =
                    wantedRest.stream().anyMatch(wanted -> wanted.name().equals(found.name()));
            if (found.type() != Constraint.Type.EXCLUSION || replaced || created.contains(found)) {
                drop(found);
            } else if (mustBeDropped(found)) {
                drop(found);
                if (survives(found.columns())) {
                    create(found);
                }
            } else {
                leftAlone.add(found.kind() + " " + found.label());
            }
        }
        wantedRest.forEach(this::create);
    }

    private static List<Constraint> constraints(Table table, boolean foreignKeys) {
        return new ArrayList<>(table.constraints().stream()
                .filter(constraint -> (constraint.type() == Constraint.Type.FOREIGN_KEY) == foreignKeys)
                .toList());
    }

    private static boolean same(Constraint found, Constraint wanted) {
        return found.type() == wanted.type() && found.definition().equals(wanted.definition());
    }

    /** Removes matching pairs from both lists, and plans what they still need: a rename, or a drop and a create. */
    private <T extends SchemaObject> void match(List<T> foundRest, List<T> wantedRest, BiPredicate<T, T> matches) {
        for (T found : List.copyOf(foundRest)) {
            wantedRest.stream()
                    .filter(wanted -> matches.test(found, wanted))
                    .findFirst()
                    .ifPresent(wanted -> {
                        foundRest.remove(found);
                        wantedRest.remove(wanted);
                        pair(found, wanted);
                    });
        }
    }

    private void pair(SchemaObject found, SchemaObject wanted) {
        if (mustBeDropped(found)) {
            drop(found);
            create(wanted);
        } else if (!found.label().equals(wanted.label())) {
            plan.add(Phase.RENAME, new Rename(found, wanted));
        } else if (found instanceof Constraint from && wanted instanceof Constraint to && from.isValidatedTo(to)) {
            plan.add(
                    to.type() == Constraint.Type.FOREIGN_KEY ? Phase.ADD_FOREIGN_KEYS : Phase.ADD_CONSTRAINTS,
                    new AlterConstraint(from, to));
        }
    }

    private boolean mustBeDropped(SchemaObject found) {
        Set<String> replacedColumns = impact.replacedColumns(live.name());
        if (found instanceof Constraint constraint) {
            return switch (constraint.type()) {
                case FOREIGN_KEY ->
                    impact.isKeyDropped(constraint)
                            || impact.isAffected(constraint.referenced(), "")
                            || impact.isKeyReplaced(live.name(), constraint.columns())
                            || impact.isKeyReplaced(constraint.referenced(), constraint.referencedColumns());
                case CHECK, EXCLUSION ->
                    constraint.columns().stream().anyMatch(replacedColumns::contains)
                            || impact.castsToRebuiltType(constraint.definition().text());
                default -> constraint.columns().stream().anyMatch(column -> impact.isRemoved(live.name(), column));
            };
        }
        Index index = (Index) found;
        return index.references().columns().stream()
                        .anyMatch(column -> index.plain()
                                ? impact.isRemoved(live.name(), column)
                                : replacedColumns.contains(column))
                || !index.plain() && impact.castsToRebuiltType(index.definition());
    }

    private void drop(SchemaObject object) {
        if (object instanceof Constraint constraint) {
            if (constraint.type() == Constraint.Type.FOREIGN_KEY) {
                plan.add(Phase.DROP_FOREIGN_KEYS, new Drop(constraint));
            } else {
                impact.droppedKey(constraint);
                plan.add(Phase.DROP_CONSTRAINTS, new Drop(constraint));
            }
        } else {
            plan.add(Phase.DROP_INDEXES, new Drop(object));
        }
    }

    private void create(SchemaObject object) {
        if (object instanceof Constraint constraint) {
            plan.add(
                    switch (constraint.type()) {
                        case FOREIGN_KEY -> Phase.ADD_FOREIGN_KEYS;
                        case PRIMARY_KEY -> Phase.ADD_KEYS;
                        default -> Phase.ADD_CONSTRAINTS;
                    },
                    new Create(constraint));
        } else {
            plan.add(Phase.CREATE_INDEXES, new Create(object));
        }
    }
}
