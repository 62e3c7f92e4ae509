package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;

/** Compares casts, and drops enum types that the model does not have. */
final class TypeDiff {

    private final Catalog live;
    private final Catalog model;
    private final PhasedOperations plan;
    private final Impact impact;

    TypeDiff(Catalog live, Catalog model, PhasedOperations plan, Impact impact) {
        this.live = live;
        this.model = model;
        this.plan = plan;
        this.impact = impact;
    }

    void compareEnums() {
        for (EnumType found : live.enums()) {
            if (model.enums().stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
                impact.rebuiltType(found.name());
                plan.add(Phase.DROP_TYPES, new Drop(found));
            }
        }
    }

    void compareCasts() {
        for (Cast found : live.casts()) {
            boolean ofOtherType = impact.rebuiltTypes().stream()
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
}
