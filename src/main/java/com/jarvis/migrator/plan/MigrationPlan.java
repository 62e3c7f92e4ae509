package com.jarvis.migrator.plan;

import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.List;

/**
 * The plan of a migration. Each pass returns a more complete one.
 *
 * @param operations the upgrade and the downgrade
 * @param losses the existing data that the upgrade loses, one line each: {@code column notes.body: 3 values}
 * @param warnings the reasons why {@code update} would currently fail
 */
public record MigrationPlan(Operations operations, List<String> losses, List<String> warnings) {

    /** A plan without known losses and warnings. */
    public MigrationPlan(Operations operations) {
        this(operations, List.of(), List.of());
    }

    /** The same plan with other operations. */
    public MigrationPlan with(Operations other) {
        return new MigrationPlan(other, losses, warnings);
    }

    /** The same plan with more losses. */
    public MigrationPlan losing(List<String> more) {
        return new MigrationPlan(operations, concat(losses, more), warnings);
    }

    /** The same plan with more warnings. */
    public MigrationPlan warning(List<String> more) {
        return new MigrationPlan(operations, losses, concat(warnings, more));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
