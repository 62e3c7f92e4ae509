package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.AlterSequence;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Compares sequences, except those of identity columns, which are compared with their columns. */
final class SequenceDiff {

    private final Catalog live;
    private final Catalog model;
    private final PhasedOperations plan;
    private final List<Rename> aside;

    /** @param aside the renames that came before, among them those of sequences */
    SequenceDiff(Catalog live, Catalog model, PhasedOperations plan, List<Rename> aside) {
        this.live = live;
        this.model = model;
        this.plan = plan;
        this.aside = aside;
    }

    void compare() {
        for (Sequence wanted : model.sequences()) {
            Sequence found = live.sequences().stream()
                    .filter(sequence -> sequence.name().equals(wanted.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_SEQUENCES, new Create(wanted.ownedBy(null)));
                own(wanted.ownedBy(null), wanted);
                keyNumberedBy(wanted, model, live)
                        .ifPresent(owner -> plan.add(Phase.OWN_SEQUENCES, new AdvanceSequence(wanted.ownedBy(owner))));
            } else {
                Sequence free = found.ownedBy(null).withComment(wanted.comment());
                if (!free.equals(wanted.ownedBy(null))) {
                    plan.add(
                            Phase.CREATE_SEQUENCES,
                            new AlterSequence(
                                    found, wanted.ownedBy(found.owner()).withComment(found.comment())));
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
                keyNumberedBy(original(found), live, model)
                        .ifPresent(owner -> plan.addToDowngrade(
                                Phase.RELEASE_SEQUENCES, new AdvanceSequence(found.ownedBy(owner))));
                plan.add(Phase.DROP_SEQUENCES, new Drop(found.ownedBy(null)));
            }
        }
    }

    /** The sequence with the name that it had before it stepped aside. */
    private Sequence original(Sequence sequence) {
        return aside.stream()
                .filter(rename -> sequence.name().equals(rename.after().relation()))
                .findFirst()
                .map(rename -> sequence.named(rename.before().relation()))
                .orElse(sequence);
    }

    private void release(Sequence sequence) {
        if (sequence.owner() != null) {
            if (hasOwnerOf(sequence, model)) {
                plan.addToDowngrade(Phase.RELEASE_SEQUENCES, new AdvanceSequence(sequence));
            }
            plan.add(Phase.RELEASE_SEQUENCES, new AlterSequence(sequence, sequence.ownedBy(null)));
        }
    }

    private void own(Sequence free, Sequence owned) {
        if (owned.owner() != null) {
            plan.add(Phase.OWN_SEQUENCES, new AlterSequence(free, owned));
            if (hasOwnerOf(owned, live)) {
                plan.add(Phase.OWN_SEQUENCES, new AdvanceSequence(owned));
            }
        }
    }

    /**
     * Whether the owning column can contain values of the sequence: a text column may own one, but holds no numbers.
     */
    private static boolean hasOwnerOf(Sequence sequence, Catalog catalog) {
        return catalog.table(sequence.owner().table())
                .flatMap(table -> table.column(sequence.owner().column()))
                .filter(column -> TypeConversion.isNumbered(column.type()))
                .isPresent();
    }

    /**
     * The key column that an independent sequence numbers, if both catalogs have the column. No catalog links the two.
     * Hibernate names the sequence after the table. A sequence with another name belongs to the only table whose
     * key has an identity or a serial in the other catalog and none in this one.
     *
     * @param with the catalog that has the sequence
     * @param without the catalog that does not have it
     */
    private static Optional<Sequence.Owner> keyNumberedBy(Sequence sequence, Catalog with, Catalog without) {
        List<Sequence.Owner> others = new ArrayList<>();
        for (Table table : with.tables()) {
            Column key = key(table);
            Column before = without.table(table.name())
                    .filter(other -> key != null)
                    .flatMap(other -> other.column(key.name()))
                    .orElse(null);
            if (before != null && sequence.owner() == null && !isNumbered(key)) {
                Sequence.Owner owner = new Sequence.Owner(table.name(), key.name());
                if (sequence.name().local().equalsIgnoreCase(table.name().local() + "_seq")) {
                    return Optional.of(owner);
                } else if (isNumbered(before)) {
                    others.add(owner);
                }
            }
        }
        return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
    }

    /** The column of a primary key that is a single number; null if the key is of another form. */
    private static Column key(Table table) {
        return table.primaryKey()
                .filter(key -> key.columns().size() == 1)
                .flatMap(key -> table.column(key.columns().get(0)))
                .filter(column -> TypeConversion.isNumbered(column.type()))
                .orElse(null);
    }

    private static boolean isNumbered(Column key) {
        return key.identity() != null
                || key.defaultValue() != null && key.defaultValue().startsWith("nextval(");
    }
}
