package com.jarvis.migrator.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Operations in both directions, like Alembic's {@code upgrade_ops} and {@code downgrade_ops}
 * (https://alembic.sqlalchemy.org/en/latest/api/operations.html). The downgrade begins as the reverse of the upgrade;
 * either may get operations without a counterpart in the other.
 *
 * @param upgrade the steps from the live database to the model, in order
 * @param downgrade the steps back, in order
 */
public record Operations(List<Operation> upgrade, List<Operation> downgrade) {

    /** No operations. */
    public static final Operations NONE = new Operations(List.of(), List.of());

    public Operations {
        upgrade = List.copyOf(upgrade);
        downgrade = List.copyOf(downgrade);
    }

    /** An upgrade whose downgrade is its reverse. */
    public static Operations reversible(List<Operation> upgrade) {
        List<Operation> downgrade = new ArrayList<>();
        upgrade.forEach(operation -> operation.reverse().ifPresent(reverse -> downgrade.add(0, reverse)));
        return new Operations(upgrade, downgrade);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return upgrade.isEmpty() && downgrade.isEmpty();
    }

    /** These operations and then others; the downgrade undoes the others first. */
    public Operations then(Operations others) {
        return new Operations(concat(upgrade, others.upgrade), concat(others.downgrade, downgrade));
    }

    /** The same downgrade with another upgrade, for example one with notes or with updates that cannot be undone. */
    public Operations withUpgrade(List<Operation> other) {
        return new Operations(other, downgrade);
    }

    /** The same operations, with others before and after the upgrade. */
    public Operations withAroundUpgrade(List<? extends Operation> first, List<? extends Operation> last) {
        return new Operations(concat(first, concat(upgrade, last)), downgrade);
    }

    /** The same operations, with others before and after the downgrade. */
    public Operations withAroundDowngrade(List<? extends Operation> first, List<? extends Operation> last) {
        return new Operations(upgrade, concat(first, concat(downgrade, last)));
    }

    /** The same operations, with others appended to the downgrade. */
    public Operations withLastInDowngrade(List<Operation> more) {
        return new Operations(upgrade, concat(downgrade, more));
    }

    /** The same operations, without some of the downgrade. */
    public Operations withoutInDowngrade(List<Operation> some) {
        return new Operations(
                upgrade,
                downgrade.stream()
                        .filter(operation -> !some.contains(operation))
                        .toList());
    }

    /**
     * The same operations, with others inserted into the downgrade, right after the one that restores this object.
     *
     * @param dropped the upgrade's drop of the object; null for the start of the downgrade
     */
    public Operations withInDowngradeAfter(Operation.Drop dropped, List<Operation> more) {
        int place = 0;
        while (dropped != null && place < downgrade.size() && !restores(downgrade.get(place), dropped)) {
            place++;
        }
        List<Operation> all = new ArrayList<>(downgrade);
        all.addAll(dropped == null ? 0 : place + 1, more);
        return new Operations(upgrade, all);
    }

    private static boolean restores(Operation operation, Operation.Drop dropped) {
        return operation instanceof Operation.Create create
                && create.object().getClass() == dropped.object().getClass()
                && create.object().label().equals(dropped.object().label());
    }

    /**
     * Replaces each operation of the upgrade, and its reverse in the downgrade. Operations that exist only in the
     * downgrade stay where they are.
     *
     * @param replacement the replacement of an operation of the upgrade, in both directions
     */
    public Operations replace(Function<Operation, Operations> replacement) {
        List<Operation> up = new ArrayList<>();
        Map<Operation, List<Operation>> down = new HashMap<>();
        for (Operation operation : upgrade) {
            Operations replaced = replacement.apply(operation);
            up.addAll(replaced.upgrade);
            operation.reverse().ifPresent(reverse -> down.put(reverse, replaced.downgrade));
        }
        return new Operations(
                up,
                downgrade.stream()
                        .flatMap(operation -> down.getOrDefault(operation, List.of(operation)).stream())
                        .toList());
    }

    private static List<Operation> concat(List<? extends Operation> first, List<? extends Operation> second) {
        List<Operation> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
