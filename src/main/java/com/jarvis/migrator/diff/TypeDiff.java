package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Cast;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Compares composite types and casts, creates enum types, and drops the types that the model does not have. */
final class TypeDiff {

    private final Catalog live;
    private final Catalog model;
    private final TypeRebuild rebuild;
    private final PhasedOperations plan;
    private final Impact impact;
    private final DomainDiff domains;
    private final AttributeDiff attributes;

    TypeDiff(Catalog live, Catalog model, TypeRebuild rebuild, PhasedOperations plan, Impact impact) {
        this.live = live;
        this.model = model;
        this.rebuild = rebuild;
        this.plan = plan;
        this.impact = impact;
        this.domains = new DomainDiff(live, model, rebuild, plan);
        this.attributes = new AttributeDiff(live, model, plan, impact);
    }

    /** The domains that the model does not define, as kind and name. */
    List<String> leftAlone() {
        return domains.leftAlone();
    }

    void create() {
        for (EnumType wanted : model.enums()) {
            if (live.enums().stream().noneMatch(found -> found.name().equals(wanted.name()))) {
                plan.add(Phase.CREATE_TYPES, new Create(rebuild.withComment(wanted)));
                impact.rebuiltType(wanted.name());
            }
        }
        for (SchemaObject.Named wanted : partsFirst(model)) {
            if (wanted instanceof Domain domain) {
                domains.compare(domain);
            } else {
                compare((CompositeType) wanted);
            }
        }
    }

    private void compare(CompositeType wanted) {
        CompositeType found = live.composites().stream()
                .filter(type -> type.name().equals(wanted.name()))
                .findFirst()
                .orElse(null);
        if (found != null) {
            attributes.compare(found, wanted);
            return;
        }
        CompositeType rebuilt = rebuild.composite(wanted).orElse(wanted);
        plan.add(Phase.CREATE_TYPES, new Create(rebuilt));
        attributes.compareRebuilt(rebuilt, wanted);
    }

    void drop() {
        List<SchemaObject.Named> wholesFirst = partsFirst(live);
        Collections.reverse(wholesFirst);
        for (SchemaObject.Named found : wholesFirst) {
            boolean isWanted =
                    model.composites().stream().anyMatch(wanted -> wanted.name().equals(found.name()));
            if (found instanceof CompositeType ? !isWanted : rebuild.isOld(found)) {
                drop(found);
            }
        }
        for (EnumType found : live.enums()) {
            if (model.enums().stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
                drop(found);
            }
        }
    }

    private void drop(SchemaObject.Named type) {
        impact.rebuiltType(type.name());
        plan.add(Phase.DROP_TYPES, new Drop(type));
    }

    /** Domains and composite types in an order in which they can be created: each may contain others. */
    private static List<SchemaObject.Named> partsFirst(Catalog catalog) {
        List<SchemaObject.Named> types = Stream.concat(catalog.domains().stream(), catalog.composites().stream())
                .map(SchemaObject.Named.class::cast)
                .toList();
        Set<SchemaObject.Named> ordered = new LinkedHashSet<>();
        types.forEach(type -> addWithParts(type, types, ordered));
        return new ArrayList<>(ordered);
    }

    private static void addWithParts(
            SchemaObject.Named type, List<SchemaObject.Named> types, Set<SchemaObject.Named> ordered) {
        for (SchemaObject.Named part : types) {
            boolean isPart = contained(type)
                    .anyMatch(contained ->
                            PrintedTypes.isOf(contained, part.name().sql()));
            if (isPart && !part.equals(type) && !ordered.contains(part)) {
                addWithParts(part, types, ordered);
            }
        }
        ordered.add(type);
    }

    private static Stream<String> contained(SchemaObject.Named type) {
        return type instanceof CompositeType composite
                ? composite.attributes().stream().map(CompositeType.Attribute::type)
                : Stream.of(((Domain) type).base());
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
