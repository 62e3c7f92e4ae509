package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.ddl.SequenceDdl;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.AlterSequence;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Sequences that take over the keys of existing tables from others: they continue after the rows, or the next row would get a
 * key that exists. No catalog links a sequence of Hibernate's to a key; the generators of the entities do.
 */
final class KeySequences {

    private KeySequences() {}

    /**
     * Adds the steps for sequences that the operations create and do not advance yet, or restart. The sequences that go are
     * advanced in the downgrade, after the same keys.
     *
     * @param live the whole live catalog
     * @param keys the keys that a sequence of the model numbers
     */
    static Operations advance(Operations operations, Catalog live, Function<Name, List<Sequence.Owner>> keys) {
        NamesBefore names = new NamesBefore(operations.upgrade());
        List<Operation> up = new ArrayList<>(operations.upgrade());
        List<Operation> down = new ArrayList<>();
        List<Sequence> dropped = of(operations.upgrade(), Drop.class);
        for (Sequence created : of(operations.upgrade(), Create.class)) {
            for (Sequence.Owner key : keys.apply(created.name())) {
                Column before = names.in(live, key.table(), key.column());
                if (before != null && TypeConversion.isNumbered(before.type())) {
                    up.add(new AdvanceSequence(created.ownedBy(key)));
                    Sequence.Owner old = new Sequence.Owner(before.table(), before.name());
                    dropped.forEach(sequence -> down.add(new AdvanceSequence(
                            sequence.named(names.of(sequence.name())).ownedBy(old))));
                }
            }
        }
        for (AlterSequence alter : restarted(operations.upgrade())) {
            for (Sequence.Owner key : keys.apply(alter.after().name())) {
                Column before = names.in(live, key.table(), key.column());
                if (before != null && TypeConversion.isNumbered(before.type())) {
                    up.add(new AdvanceSequence(alter.after().ownedBy(key)));
                    down.add(new AdvanceSequence(
                            alter.before().ownedBy(new Sequence.Owner(before.table(), before.name()))));
                }
            }
        }
        return operations.withUpgrade(up).withLastInDowngrade(down);
    }

    /** The sequences that lose their position, for instance because an ascending one becomes a descending one. */
    private static List<AlterSequence> restarted(List<Operation> upgrade) {
        return upgrade.stream()
                .filter(AlterSequence.class::isInstance)
                .map(AlterSequence.class::cast)
                .filter(alter -> SequenceDdl.isRestarted(alter.before(), alter.after()))
                .toList();
    }

    /** The sequences that are created or dropped and not advanced in that direction. */
    private static List<Sequence> of(List<Operation> upgrade, Class<? extends Operation> kind) {
        return upgrade.stream()
                .filter(kind::isInstance)
                .flatMap(operation -> operation.objects().stream())
                .filter(Sequence.class::isInstance)
                .map(Sequence.class::cast)
                .filter(sequence -> sequence.owner() == null)
                .filter(sequence -> upgrade.stream()
                        .noneMatch(operation -> operation instanceof AdvanceSequence advance
                                && advance.sequence().name().equals(sequence.name())))
                .toList();
    }
}
