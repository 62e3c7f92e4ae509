package com.jarvis.migrator.plan;

import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration will do, while passes complete it.
 *
 * @param operations the upgrade and the downgrade
 * @param losses what the upgrade loses of the existing rows, a line each: {@code column notes.body: 3 values}
 * @param warnings what {@code update} would fail on as the database is now
 */
public record MigrationPlan(Operations operations, List<String> losses, List<String> warnings) {

    /** A plan that loses nothing and has nothing in its way, as far as is known. */
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
