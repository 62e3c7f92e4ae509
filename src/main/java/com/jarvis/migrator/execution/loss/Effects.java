package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Attribute;
import com.jarvis.migrator.execution.loss.DataSnapshot.Kind;
import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.execution.loss.RowReader.Refused;
import com.jarvis.migrator.execution.loss.RowStatistics.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what may have destroyed data, by comparing the catalog and the row counters before and after the statements. */
record Effects(DataSnapshot before, DataSnapshot after) {

    /** Everything, in the order of the relations' names. */
    Set<Effect> all(RowReader reader, RowStatistics statistics) throws SQLException {
        Set<Effect> effects = inCatalog();
        Set<AttributeUses.Holder> byAttribute = comparedByAttribute(reader.connection());
        for (Relation was : before.relations().values()) {
            Relation now = after.get(was.oid());
            if (now != null && now.hasRows()) {
                rows(was, now, reader, statistics, byAttribute, effects);
            }
        }
        return effects;
    }

    /** What the catalog alone tells: dropped tables and columns, and columns of another type. */
    Set<Effect> inCatalog() {
        Set<Effect> effects = new LinkedHashSet<>();
        for (Relation was : before.relations().values()) {
            Relation now = after.get(was.oid());
            if (now != null) {
                columns(was, now, effects);
            } else if (was.kind() != Kind.COMPOSITE_TYPE && !isRefilled(was)) {
                effects.add(Effect.table(Effect.Kind.TABLE_DROPPED, was.oid()));
            }
        }
        return effects;
    }

    /** A materialized view that was created again holds what its query returns. */
    private boolean isRefilled(Relation was) {
        return was.kind() == Kind.MATERIALIZED_VIEW && after.hasFilledView(was.name());
    }

    private void columns(Relation was, Relation now, Set<Effect> effects) {
        if (isRemade(was, now)) {
            was.attributes().values().stream()
                    .filter(attribute -> now.attribute(attribute.name()).isPresent())
                    .forEach(attribute ->
                            effects.add(Effect.column(Effect.Kind.ATTRIBUTE_REMADE, was.oid(), attribute.number())));
        }
        for (Attribute column : was.attributes().values()) {
            Attribute left = now.attributes().get(column.number());
            if (column.isGenerated()) {
                continue;
            }
            if (left == null
                    && effects.contains(Effect.column(Effect.Kind.ATTRIBUTE_REMADE, was.oid(), column.number()))) {
                continue;
            } else if (left == null) {
                effects.add(Effect.column(Effect.Kind.COLUMN_DROPPED, was.oid(), column.number()));
            } else if (isConverted(was, now, column)) {
                effects.add(new Effect(Effect.Kind.CONVERTED, was.oid(), column.number(), left.type()));
            }
        }
    }

    /**
     * Whether an attribute was dropped and added again, as PostgreSQL does not change its type or its place. The values of the
     * whole type are taken out meanwhile.
     */
    private static boolean isRemade(Relation was, Relation now) {
        return was.kind() == Kind.COMPOSITE_TYPE
                && was.attributes().values().stream()
                        .filter(attribute -> !now.attributes().containsKey(attribute.number()))
                        .anyMatch(attribute -> now.attribute(attribute.name()).isPresent());
    }

    /** The columns with values of a type whose attributes are compared one by one. */
    private Set<AttributeUses.Holder> comparedByAttribute(Connection connection) throws SQLException {
        List<Relation> remade = before.relations().values().stream()
                .filter(type -> after.get(type.oid()) != null && isRemade(type, after.get(type.oid())))
                .toList();
        if (remade.isEmpty()) {
            return Set.of();
        }
        AttributeUses uses = new AttributeUses(connection, before);
        return remade.stream().flatMap(type -> uses.columns(type).stream()).collect(Collectors.toSet());
    }

    /** A type that changes without a rewrite changes no value. */
    private static boolean isConverted(Relation was, Relation now, Attribute column) {
        return was.kind() == Kind.TABLE
                && was.file() != now.file()
                && !column.type().equals(now.attributes().get(column.number()).type());
    }

    private void rows(
            Relation was,
            Relation now,
            RowReader reader,
            RowStatistics statistics,
            Set<AttributeUses.Holder> byAttribute,
            Set<Effect> effects)
            throws SQLException {
        Rows rows = statistics.of(was.oid());
        boolean isRewritten = was.file() != now.file();
        boolean isUnknown = !statistics.know(was.oid());
        if (!isRewritten && !isUnknown && rows.deleted() == 0 && rows.updated() == 0) {
            return;
        }
        try {
            if (isEmpty(now, reader)) {
                effects.add(Effect.table(Effect.Kind.ROWS_GONE, was.oid()));
                return;
            }
            if (isUnknown || rows.inserted() > 0 && (isRewritten || rows.deleted() > 0)) {
                effects.add(Effect.table(Effect.Kind.ROWS_GONE, was.oid()));
            }
            if (isRewritten && rows.total() == 0 && was.kind() == Kind.TABLE) {
                // A USING may keep the type of its column, whatever else the statement changes.
                was.attributes().values().stream()
                        .filter(column -> !column.isGenerated() && hasSameType(column, now))
                        .filter(column -> !byAttribute.contains(new AttributeUses.Holder(was, column)))
                        .forEach(column -> effects.add(
                                new Effect(Effect.Kind.CONVERTED, was.oid(), column.number(), column.type())));
            } else if (was.kind() == Kind.TABLE && (isUnknown || isRewritten || rows.updated() > 0)) {
                nulls(was, now, reader, effects);
            }
        } catch (Refused e) {
            effects.add(
                    Effect.table(Effect.Kind.ROWS_GONE, was.oid())); // counting it will say why it cannot be counted
        }
    }

    private static boolean hasSameType(Attribute column, Relation now) {
        Attribute left = now.attributes().get(column.number());
        return left != null && left.type().equals(column.type());
    }

    private static boolean isEmpty(Relation now, RowReader reader) throws SQLException, Refused {
        return !now.isFilled() || reader.is(now.name(), "select not exists (select from only " + now.name() + ")");
    }

    private static void nulls(Relation was, Relation now, RowReader reader, Set<Effect> effects)
            throws SQLException, Refused {
        List<Attribute> nullable = was.attributes().values().stream()
                .filter(column -> now.attributes().containsKey(column.number()))
                .filter(column -> !column.isGenerated()
                        && !now.attributes().get(column.number()).isNotNull())
                .filter(column -> !isConverted(was, now, column))
                .toList();
        if (nullable.isEmpty()) {
            return;
        }
        List<String> found = reader.row(
                now.name(),
                "select "
                        + String.join(
                                ", ",
                                nullable.stream()
                                        .map(column -> "count(*) > count("
                                                + now.attributes()
                                                        .get(column.number())
                                                        .sql() + ")")
                                        .toList())
                        + " from only " + now.name());
        for (int i = 0; i < nullable.size(); i++) {
            if ("t".equals(found.get(i))) {
                effects.add(Effect.column(
                        Effect.Kind.VALUES_GONE, was.oid(), nullable.get(i).number()));
            }
        }
    }
}
