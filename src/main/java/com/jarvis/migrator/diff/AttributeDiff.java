package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.catalog.ContainingTypes;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.diff.PhasedOperations.Phase;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares the attributes of composite types. Their order counts, as Hibernate reads the values by their positions
 * ({@code AbstractPostgreSQLStructJdbcType}).
 */
final class AttributeDiff {

    private final Catalog live;
    private final Catalog model;
    private final PhasedOperations plan;
    private final Impact impact;

    AttributeDiff(Catalog live, Catalog model, PhasedOperations plan, Impact impact) {
        this.live = live;
        this.model = model;
        this.plan = plan;
        this.impact = impact;
    }

    void compare(CompositeType found, CompositeType wanted) {
        List<Column> columns = columns(live, found.name(), column -> model.table(column.table())
                .flatMap(table -> table.column(column.name()))
                .filter(other -> other.type().equals(column.type()))
                .isPresent());
        AlterCompositeType alter = alter(found, wanted, columns);
        if (alter != null) {
            alter.columns().forEach(column -> impact.retyped(column.table(), column.name(), true));
            plan.add(alter.columns().isEmpty() ? Phase.CREATE_TYPES : Phase.ALTER_TYPES, alter);
        }
    }

    /** @param rebuilt the type as it is created again, with the attributes of the old one; columns are converted to it before */
    void compareRebuilt(CompositeType rebuilt, CompositeType wanted) {
        List<Column> columns = columns(model, wanted.name(), column -> live.table(column.table())
                .flatMap(table -> table.column(column.name()))
                .isPresent());
        AlterCompositeType alter = alter(rebuilt, wanted, columns);
        if (alter != null) {
            plan.add(Phase.ALTER_REBUILT_TYPES, alter);
        }
    }

    private static AlterCompositeType alter(CompositeType found, CompositeType wanted, List<Column> columns) {
        if (found.attributes().equals(wanted.attributes())) {
            return null;
        }
        CompositeType after = found.withAttributes(wanted.attributes());
        Set<String> converted = converted(found, wanted);
        return columns.isEmpty() || converted.isEmpty() && found.becomesInPlace(wanted) && wanted.becomesInPlace(found)
                ? new AlterCompositeType(found, after, List.of(), Set.of())
                : new AlterCompositeType(found, after, columns, converted);
    }

    private static Set<String> converted(CompositeType found, CompositeType wanted) {
        return found.attributes().stream()
                .filter(from -> wanted.attributes().stream()
                        .anyMatch(to -> to.name().equals(from.name())
                                && !to.isLike(from)
                                && TypeConversion.keepsOrRejects(from.type(), to.type())))
                .map(Attribute::name)
                .collect(Collectors.toSet());
    }

    /** The columns of the type, of arrays and domains of it and of types that contain it, except those that are dropped. */
    private static List<Column> columns(Catalog catalog, Name type, Predicate<Column> isKept) {
        ContainingTypes types = ContainingTypes.of(catalog, Set.of(type));
        return catalog.tables().stream()
                .flatMap(table -> table.columns().stream())
                .filter(column -> column.generated() == null && types.areUsedBy(column) && isKept.test(column))
                .toList();
    }
}
