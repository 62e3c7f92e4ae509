package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterDomain;
import com.jarvis.migrator.operation.Operation.Create;
import java.util.ArrayList;
import java.util.List;

/** Compares domains. One that the model does not define is left alone: a {@code columnDefinition} may use it. */
final class DomainDiff {

    private final Catalog live;
    private final Catalog model;
    private final TypeRebuild rebuild;
    private final PhasedOperations plan;

    DomainDiff(Catalog live, Catalog model, TypeRebuild rebuild, PhasedOperations plan) {
        this.live = live;
        this.model = model;
        this.rebuild = rebuild;
        this.plan = plan;
    }

    /** @param wanted a domain of the model */
    void compare(Domain wanted) {
        Domain found = live.domain(wanted.name()).orElse(null);
        if (found == null) {
            plan.add(Phase.CREATE_TYPES, new Create(rebuild.withComment(wanted)));
        } else if (!found.equals(wanted.withComment(found.comment()))) {
            plan.add(Phase.CREATE_TYPES, new AlterDomain(found, wanted.withComment(found.comment())));
        }
    }

    /** The domains that the model does not define, as kind and name. */
    List<String> leftAlone() {
        List<String> leftAlone = new ArrayList<>();
        for (Domain found : live.domains()) {
            if (model.domain(found.name()).isEmpty() && !rebuild.isOld(found)) {
                leftAlone.add("domain " + found.label());
            }
        }
        return leftAlone;
    }
}
