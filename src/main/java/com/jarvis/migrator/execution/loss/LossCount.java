package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Attribute;
import com.jarvis.migrator.execution.loss.DataSnapshot.Kind;
import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.execution.loss.RowReader.Refused;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Locks tables and counts their rows and values before statements run, and then reports how many of them were lost. */
final class LossCount {

    /**
     * What there is before.
     *
     * @param rows of the table
     * @param values other than null of the column, or of the attribute in all columns
     * @param conversion of the column; null if its type does not change
     * @param attribute the values of an attribute that is made again; null otherwise
     */
    private record Held(long rows, long values, Conversion conversion, AttributeValues attribute) {

        private Held(long rows, long values, Conversion conversion) {
            this(rows, values, conversion, null);
        }
    }

    private final RowReader reader;
    private final DataSnapshot before;
    private final Map<Effect, Held> held = new HashMap<>();
    private final Map<Effect, String> refusals = new HashMap<>();
    private AttributeUses uses;

    private LossCount(RowReader reader, DataSnapshot before) {
        this.reader = reader;
        this.before = before;
    }

    /**
     * Locks the tables and counts.
     *
     * @param expected what the statements are going to do
     */
    static LossCount before(RowReader reader, DataSnapshot before, Set<Effect> expected) throws SQLException {
        LossCount count = new LossCount(reader, before);
        for (Effect effect : expected) {
            count.lock(effect);
        }
        for (Effect effect : expected) {
            if (before.get(effect.relation()) != null && !count.refusals.containsKey(effect)) {
                try {
                    count.held.put(effect, count.held(effect));
                } catch (Refused e) {
                    count.refusals.put(effect, e.getMessage());
                }
            }
        }
        return count;
    }

    /** What is lost if the statements drop what they are expected to; empty if they do something else, too. */
    List<Loss> dropped(Set<Effect> expected) throws SQLException {
        return expected.stream().allMatch(Effect::isDrop) ? losses(expected, before, null) : List.of();
    }

    /** What the statements destroyed. */
    List<Loss> losses(Set<Effect> effects, DataSnapshot after, RowStatistics statistics) throws SQLException {
        LossReport report = new LossReport(before, effects);
        for (Effect effect : effects) {
            String refusal = refusals.get(effect);
            try {
                if (refusal == null && held.containsKey(effect)) {
                    report.add(effect, loss(effect, after, statistics));
                }
            } catch (Refused e) {
                refusal = e.getMessage();
            }
            if (refusal != null) {
                report.refused(effect, refusal);
            }
        }
        if (statistics != null && statistics.deletedLargeObjects() > 0) {
            report.add(new Loss("large objects", statistics.deletedLargeObjects(), null));
        }
        return report.losses();
    }

    private void lock(Effect effect) throws SQLException {
        String mode = effect.isExclusive() ? "access exclusive" : "share row exclusive";
        for (Relation table : tables(effect)) {
            try {
                if (table.kind() != Kind.MATERIALIZED_VIEW) { // LOCK TABLE does not accept it
                    reader.lock(table.name(), mode);
                }
            } catch (Refused e) {
                refusals.put(effect, e.getMessage());
            }
        }
    }

    /** The tables that hold what the effect is about. */
    private List<Relation> tables(Effect effect) throws SQLException {
        Relation relation = before.get(effect.relation());
        List<Relation> tables = new ArrayList<>();
        if (relation != null && relation.kind() != Kind.COMPOSITE_TYPE) {
            tables.add(relation);
        }
        uses(effect).forEach(use -> tables.add(use.table()));
        holders(effect).forEach(holder -> tables.add(holder.table()));
        return tables;
    }

    private List<AttributeUses.Use> uses(Effect effect) throws SQLException {
        Relation relation = before.get(effect.relation());
        if (relation == null || effect.kind() != Effect.Kind.COLUMN_DROPPED) {
            return List.of();
        }
        return uses().of(relation, relation.attributes().get(effect.attribute()));
    }

    /** The columns with values of the attribute that is made again. */
    private List<AttributeUses.Holder> holders(Effect effect) throws SQLException {
        Relation type = before.get(effect.relation());
        return type == null || effect.kind() != Effect.Kind.ATTRIBUTE_REMADE ? List.of() : uses().columns(type);
    }

    private AttributeUses uses() throws SQLException {
        if (uses == null) {
            uses = new AttributeUses(reader.connection(), before);
        }
        return uses;
    }

    private Held held(Effect effect) throws SQLException, Refused {
        Relation table = before.get(effect.relation());
        Attribute column = table.attributes().get(effect.attribute());
        return switch (effect.kind()) {
            case TABLE_DROPPED -> new Held(table.hasRows() ? reader.rows(table, "true") : 0, 0, null);
            case COLUMN_DROPPED -> new Held(0, values(effect, table, column), null);
            case CONVERTED -> new Held(0, 0, Conversion.before(reader, table, column, effect.type()));
            case ATTRIBUTE_REMADE -> new Held(0, 0, null, attribute(effect, before));
            case ROWS_GONE -> new Held(reader.rows(table, "true"), 0, null);
            case VALUES_GONE ->
                new Held(reader.rows(table, "true"), reader.rows(table, column.sql() + " is not null"), null);
        };
    }

    private AttributeValues attribute(Effect effect, DataSnapshot snapshot) throws SQLException, Refused {
        String name = before.get(effect.relation())
                .attributes()
                .get(effect.attribute())
                .name();
        return AttributeValues.of(reader, holders(effect), snapshot, name);
    }

    private long values(Effect effect, Relation table, Attribute column) throws SQLException, Refused {
        long values = table.hasRows() ? reader.rows(table, column.sql() + " is not null") : 0;
        for (AttributeUses.Use use : uses(effect)) {
            values += reader.rows(use.table(), use.condition());
        }
        return values;
    }

    /** @return null if nothing is lost */
    private Loss loss(Effect effect, DataSnapshot after, RowStatistics statistics) throws SQLException, Refused {
        Held was = held.get(effect);
        Relation now = after.get(effect.relation());
        String what = LossReport.label(before, effect);
        RowLoss rows = new RowLoss(reader, after, statistics);
        return switch (effect.kind()) {
            case TABLE_DROPPED -> new Loss(what, was.rows(), null);
            case COLUMN_DROPPED -> new Loss(what, was.values(), null);
            case CONVERTED ->
                was.conversion()
                        .loss(reader, what, now, now.attributes().get(effect.attribute()), statistics.of(now.oid()));
            case ATTRIBUTE_REMADE -> was.attribute().loss(what, attribute(effect, after));
            case ROWS_GONE -> new Loss(what, rows.ofTable(now, was.rows()), null);
            case VALUES_GONE -> rows.ofColumn(what, now, effect.attribute(), was.rows(), was.values());
        };
    }
}
