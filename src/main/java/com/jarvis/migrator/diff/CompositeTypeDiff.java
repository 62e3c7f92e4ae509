package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares composite types. The order of the attributes counts, as Hibernate reads the values by their positions
 * ({@code AbstractPostgreSQLStructJdbcType}).
 */
final class CompositeTypeDiff {

    private final Catalog live;
    private final Catalog model;
    private final PhasedOperations plan;
    private final Impact impact;

    CompositeTypeDiff(Catalog live, Catalog model, PhasedOperations plan, Impact impact) {
        this.live = live;
        this.model = model;
        this.plan = plan;
        this.impact = impact;
    }

    void compare() {
        for (CompositeType wanted : partsFirst(model.composites())) {
            CompositeType found = live.composites().stream()
                    .filter(type -> type.name().equals(wanted.name()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                plan.add(Phase.CREATE_TYPES, new Create(wanted));
            } else if (!found.attributes().equals(wanted.attributes())) {
                alter(found, new CompositeType(wanted.name(), wanted.attributes(), found.comment()));
            }
        }
        List<CompositeType> wholesFirst = partsFirst(live.composites());
        Collections.reverse(wholesFirst);
        for (CompositeType found : wholesFirst) {
            if (model.composites().stream().noneMatch(wanted -> wanted.name().equals(found.name()))) {
                impact.rebuiltType(found.name());
                plan.add(Phase.DROP_TYPES, new Drop(found));
            }
        }
    }

    private void alter(CompositeType found, CompositeType wanted) {
        Set<String> converted = converted(found, wanted);
        List<Column> columns = converted.isEmpty() && found.becomesInPlace(wanted) && wanted.becomesInPlace(found)
                ? List.of()
                : keptColumns(found.name());
        columns.forEach(column -> impact.retyped(column.table(), column.name(), true));
        plan.add(
                columns.isEmpty() ? Phase.CREATE_TYPES : Phase.ALTER_TYPES,
                new AlterCompositeType(found, wanted, columns, columns.isEmpty() ? Set.of() : converted));
    }

    private static Set<String> converted(CompositeType found, CompositeType wanted) {
        return found.attributes().stream()
                .filter(from -> wanted.attributes().stream()
                        .anyMatch(to -> to.name().equals(from.name())
                                && !to.equals(from)
                                && TypeConversion.keepsOrRejects(from.type(), to.type())))
                .map(Attribute::name)
                .collect(Collectors.toSet());
    }

    /** The columns of the type, of arrays of it and of types that contain it, except those that are dropped. */
    private List<Column> keptColumns(Name type) {
        Set<Name> types = new HashSet<>(Set.of(type));
        for (CompositeType whole : partsFirst(live.composites())) {
            if (whole.attributes().stream()
                    .anyMatch(part -> !Collections.disjoint(part.references().objects(), types))) {
                types.add(whole.name());
            }
        }
        return live.tables().stream()
                .flatMap(table -> table.columns().stream())
                .filter(column -> column.generated() == null
                        && !Collections.disjoint(column.references().objects(), types)
                        && model.table(column.table())
                                .flatMap(table -> table.column(column.name()))
                                .filter(wanted -> wanted.type().equals(column.type()))
                                .isPresent())
                .toList();
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
}
