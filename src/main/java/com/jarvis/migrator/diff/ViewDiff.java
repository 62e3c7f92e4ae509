package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.View;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterView;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares views. Views that block a change are dropped and created again. */
final class ViewDiff {

    private final Catalog live;
    private final Catalog model;
    private final CreatedObjects created;
    private final PhasedOperations plan;
    private final Impact impact;

    ViewDiff(Catalog live, Catalog model, CreatedObjects created, PhasedOperations plan, Impact impact) {
        this.live = live;
        this.model = model;
        this.created = created;
        this.plan = plan;
        this.impact = impact;
    }

    /** @return the views that no entity maps, as kind and name */
    List<String> compare() {
        List<String> leftAlone = new ArrayList<>();
        Set<Name> dropped = new HashSet<>();
        for (View found : live.views()) {
            View wanted = model.views().stream()
                    .filter(view -> view.name().equals(found.name()))
                    .findFirst()
                    .orElse(null);
            boolean isRemoved = wanted == null && created.contains(found);
            boolean changed = wanted != null && !wanted.definition().equals(found.definition());
            boolean blocking = impact.castsToRebuiltType(found.definition().text())
                    || found.uses().stream()
                            .anyMatch(use -> impact.isAffected(use.relation(), use.column())
                                    || dropped.contains(use.relation()));
            if (isRemoved || changed || blocking) {
                dropped.add(found.name());
            }
            if (wanted == null && !isRemoved) {
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
                .filter(view -> !created.contains(view))
                .forEach(wanted::add);
        for (View view : wanted) {
            View found = live.views().stream()
                    .filter(other -> other.name().equals(view.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_VIEWS, new Create(view));
            } else if (dropped.contains(view.name())) {
                plan.add(Phase.CREATE_VIEWS, new Create(view.keeping(found)));
            } else if (!view.columnComments().equals(found.columnComments())) {
                plan.add(Phase.COMMENT, new AlterView(found, view.keeping(found)));
            }
        }
        return leftAlone;
    }
}
