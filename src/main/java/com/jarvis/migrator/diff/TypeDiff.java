package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares composite types and casts, and drops enum types that the model does not have. */
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

    void compareTypes() {
        for (CompositeType wanted : partsFirst(model.composites())) {
            CompositeType found = live.composites().stream()
                    .filter(type -> type.name().equals(wanted.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_TYPES, new Create(wanted));
            } else if (!Set.copyOf(found.attributes()).equals(Set.copyOf(wanted.attributes()))) {
                plan.add(
                        Phase.CREATE_TYPES,
                        new AlterCompositeType(
                                found, new CompositeType(wanted.name(), wanted.attributes(), found.comment())));
            }
        }
        List<CompositeType> wholesFirst = partsFirst(live.composites());
        Collections.reverse(wholesFirst);
        for (CompositeType found : wholesFirst) {
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

    /** The types in an order in which they can be created: an attribute may be of another composite type. */
    private static List<CompositeType> partsFirst(List<CompositeType> types) {
        Set<CompositeType> ordered = new LinkedHashSet<>();
        types.forEach(type -> addWithParts(type, types, ordered));
        return new ArrayList<>(ordered);
    }

    private static void addWithParts(CompositeType type, List<CompositeType> types, Set<CompositeType> ordered) {
        for (CompositeType part : types) {
            boolean isPart = type.attributes().stream()
                    .anyMatch(attribute -> attribute.references().objects().contains(part.name()));
            if (isPart && !part.equals(type) && !ordered.contains(part)) {
                addWithParts(part, types, ordered);
            }
        }
        ordered.add(type);
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

    private void dropType(Name name, SchemaObject type) {
        impact.rebuiltType(name);
        plan.add(Phase.DROP_TYPES, new Drop(type));
    }
}
