package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.OperationText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Counts the values of attributes that a change of their type loses or rejects, in all columns that contain the type. */
record AttributeLoss(RowCounts rows, Catalog live, AlterCompositeType alter, UncomparedColumns uncompared) {

    /** The values of attributes that go, or that are dropped and added again where nothing takes the values out. */
    List<String> lost() throws SQLException {
        List<String> losses = new ArrayList<>();
        for (Attribute attribute : alter.lost()) {
            long count = count(alter.before(), attribute, value -> value + " is not null");
            if (count > 0) {
                losses.add(DataLoss.line(
                        count, "attribute " + alter.before().label(attribute), "value", renamed(attribute)));
            }
        }
        List<Attribute> dropped = new ArrayList<>(alter.before().attributes());
        dropped.removeAll(alter.kept());
        for (Attribute attribute : dropped) {
            losses.addAll(uncompared.lost(attribute));
        }
        return losses;
    }

    /** The values that the new type of an attribute rejects. */
    List<String> doNotFit() throws SQLException {
        List<String> obstacles = new ArrayList<>();
        for (Attribute from : alter.before().attributes()) {
            for (Attribute to : alter.after().attributes()) {
                if (from.name().equals(to.name())
                        && alter.converted().contains(from.name())
                        && TypeConversion.doesNotFit("", to.type()) != null) {
                    long count = count(alter.before(), from, value -> TypeConversion.doesNotFit(value, to.type()));
                    if (count > 0) {
                        String what = "attribute " + alter.before().label(from) + " " + OperationText.type(from.type())
                                + " → " + OperationText.type(to.type());
                        obstacles.add(DataLoss.line(count, what, "value", " would not fit"));
                    }
                }
            }
        }
        return obstacles;
    }

    /** How to keep the values if the attribute only got another name. */
    private String renamed(Attribute lost) {
        List<Attribute> added = alter.after().attributes().stream()
                .filter(attribute -> attribute.type().equals(lost.type())
                        && alter.before().attributes().stream()
                                .noneMatch(before -> before.name().equals(attribute.name())))
                .toList();
        boolean isGone = alter.after().attributes().stream()
                .noneMatch(attribute -> attribute.name().equals(lost.name()));
        return added.isEmpty() || !isGone
                ? ""
                : "; if it is a rename, write it by hand instead (-Dempty): "
                        + alter.before().renaming(lost, added.get(0).name());
    }

    private long count(CompositeType type, Attribute attribute, UnaryOperator<String> condition) throws SQLException {
        ContainedValues values = new ContainedValues(
                live, type.name(), value -> condition.apply("(" + value + ")." + quote(attribute.name())));
        long count = 0;
        for (Table table : live.tables()) {
            for (Column column : table.columns()) {
                String found = values.in(column);
                count += found == null ? 0 : rows.where(column, found);
            }
        }
        return count;
    }
}
