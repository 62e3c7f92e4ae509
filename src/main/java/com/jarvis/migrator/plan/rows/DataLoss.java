package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.ddl.EnumConstants;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.sql.PrintedTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts the data that the operations would lose, and adds the UPDATEs that they need to succeed. */
public final class DataLoss {

    private final RowCounts rows;
    private final Catalog live;
    private final List<Operation> operations;
    private final NamesBefore names;
    private final List<String> losses = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();
    private final List<Operation> fitting = new ArrayList<>();

    private DataLoss(Connection connection, Catalog live, List<Operation> operations) {
        this.rows = new RowCounts(connection);
        this.live = live;
        this.operations = operations;
        this.names = new NamesBefore(operations);
    }

    /**
     * See {@link PlanPass}.
     *
     * @throws MigratorException if values can neither be converted nor set to null
     */
    public static MigrationPlan apply(Connection connection, Catalog live, MigrationPlan plan)
            throws SQLException, MigratorException {
        DataLoss loss = new DataLoss(connection, live, plan.operations().upgrade());
        loss.count();
        if (!loss.obstacles.isEmpty()) {
            throw new MigratorException("""
                    Some values cannot be converted to the new type:
                      %s
                    Nothing was written, and -Dallow=drop does not help. Fix the values first, in a migration by hand:
                      mvn compile liquibase:diff -Dempty -Dmessage="fix values\"""".formatted(String.join("\n  ", loss.obstacles)));
        }
        return plan.with(plan.operations().withUpgrade(loss.fitting)).losing(loss.losses);
    }

    private void count() throws SQLException {
        for (Operation operation : operations) {
            try {
                count(operation);
            } catch (RowsHidden e) {
                losses.add(subject(operation) + ": " + e.getMessage());
            }
            fitting.add(operation);
        }
    }

    private void count(Operation operation) throws SQLException {
        if (operation instanceof Drop drop && drop.object() instanceof Table table) {
            add(rows.of(table.name()), "table " + table.label(), "row", "");
        } else if (operation instanceof Drop drop
                && drop.object() instanceof Column column
                && column.generated() == null) {
            dropped(column);
        } else if (operation instanceof AlterColumn alter && !alter.constants().isEmpty()) {
            converted(alter.before(), alter.after(), alter.constants());
        } else if (operation instanceof AlterColumn alter) {
            altered(alter.before(), alter.after());
        } else if (operation instanceof AlterCompositeType alter) {
            attributesGone(alter.before(), alter.after());
        } else if (operation instanceof Rename rename
                && rename.before() instanceof EnumType before
                && rename.after() instanceof EnumType) {
            rebuilt(before);
        }
    }

    /** What a loss is about, where the operation does not get as far as to say it. */
    private static String subject(Operation operation) {
        if (operation instanceof Drop drop) {
            return drop.object().kind() + " " + drop.object().label();
        }
        if (operation instanceof AlterColumn alter) {
            return "column " + alter.before().label();
        }
        return operation instanceof AlterCompositeType alter
                ? "type " + alter.before().label()
                : "type " + ((Rename) operation).before().label();
    }

    private void dropped(Column column) throws SQLException {
        Column now = now(column);
        if (now != null) {
            add(rows.with(now), "column " + column.label(), "value", "");
        }
    }

    /** While columns use the composite type, an attribute whose type changes is dropped and added again. */
    private void attributesGone(CompositeType before, CompositeType after) throws SQLException {
        for (CompositeType.Attribute attribute : before.attributes()) {
            if (!after.attributes().contains(attribute)) {
                AttributeValues values = new AttributeValues(live, before, attribute);
                long count = 0;
                for (Table table : live.tables()) {
                    for (Column column : table.columns()) {
                        String condition = values.in(column);
                        count += condition == null ? 0 : rows.where(column, condition);
                    }
                }
                add(count, "attribute " + before.label() + "." + attribute.name(), "value", "");
            }
        }
    }

    private void altered(Column before, Column after) throws SQLException {
        Column now = now(before);
        if (now == null || now.generated() != null) {
            return;
        }
        if (ColumnDdl.isRebuild(before, after)) {
            dropped(before);
        } else if (names.of(before).type().equals(after.type())
                && !before.type().equals(after.type())) {
            ofOtherKind(before, after, now);
        } else if (!before.type().equals(after.type())
                && names.of(before).type().equals(now.type())) {
            Column wanted = after.in(now.table());
            String what = what(before, after);
            EnumType made = created(after.type());
            if (made != null) {
                empty(
                        rows.where(now, isNone(now, made)),
                        what,
                        " that type " + made.label() + " does not contain",
                        after.notNull() ? after : before,
                        isNone(before, made));
                return;
            }
            String refusal = rows.refusal(now, wanted).orElse(null);
            if (refusal != null) {
                refused(what, refusal, before, after, now);
            } else if (TypeConversion.narrows(before.type(), after.type())) {
                narrowed(what, before, after, now, wanted);
            } else if (TypeConversion.keepsFirst(before.type(), after.type())) {
                boolean cut = add(rows.withSeveralElements(now), what, "value", " with more than one element");
                long empty = after.notNull() ? rows.madeNull(now, wanted) : 0;
                if (empty > 0) {
                    obstacles.add(line(empty, what, "value", " without a first element"));
                } else if (!cut) {
                    comesBack(what, now, wanted);
                }
            } else if (rows.tooLongOnWayBack(now, wanted) > 0) {
                obstacles.add(what + ": a rollback could not convert the values back: value too long for type "
                        + OperationText.type(before.type()));
            } else if (TypeConversion.mayNotComeBack(before.type(), after.type())) {
                comesBack(what, now, wanted);
            }
        }
    }

    /** The type is rebuilt, or one of another kind gets its name: no value of an enum type is one of a composite type. */
    private void ofOtherKind(Column before, Column after, Column now) throws SQLException {
        boolean wasComposite = live.composites().stream().anyMatch(type -> isOf(now, type));
        boolean isComposite = operations.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof CompositeType type
                        && isOf(after, type));
        if (wasComposite != isComposite) {
            long count = rows.with(now);
            if (count > 0) {
                obstacles.add(line(
                        count,
                        "column " + before.label(),
                        "value",
                        " that the new type " + OperationText.type(after.type()) + " does not accept"));
            }
        }
    }

    private static boolean isOf(Column column, CompositeType type) {
        return PrintedTypes.isOf(column.type(), type.name().sql());
    }

    private static String what(Column before, Column after) {
        return Printable.line("column " + before.label() + " " + OperationText.type(before.type()) + " → "
                + OperationText.type(after.type()));
    }

    private void converted(Column before, Column after, List<String> constants) throws SQLException {
        Column now = now(before);
        if (now != null) {
            empty(
                    rows.where(now, EnumConstants.isNone(now, constants)),
                    what(before, after),
                    " not among the constants of the enum",
                    after.notNull() ? after : before,
                    EnumConstants.isNone(before, constants));
        }
    }

    private void narrowed(String what, Column before, Column after, Column now, Column wanted) throws SQLException {
        long changed = rows.changedBy(now, wanted);
        if (changed > 0 && TypeConversion.isText(after.type()) && !TypeConversion.isText(before.type())) {
            // A truncated number or date would be a different value.
            obstacles.add(line(changed, what, "value", " would not fit"));
        } else if (add(changed, what, "value", " would not fit")) {
            fit(before, quote(before.name()) + "::" + after.type(), TypeConversion.changes(before, after));
        }
    }

    /** Reports values that a rollback would not restore. */
    private void comesBack(String what, Column now, Column wanted) throws SQLException {
        String refusal = rows.refusalOfWayBack(now, wanted).orElse(null);
        if (refusal != null) {
            obstacles.add(what + ": a rollback could not convert the values back: " + refusal);
        } else {
            add(rows.changedByWayBack(now, wanted), what, "value", " would be different after a rollback");
        }
    }

    private void refused(String what, String refusal, Column before, Column after, Column now) throws SQLException {
        String condition = TypeConversion.refuses(before, after);
        if (condition == null || !rows.knowInvalidInput()) {
            obstacles.add(what + ": " + refusal);
        } else {
            empty(
                    rows.where(now, TypeConversion.refuses(now, after)),
                    what,
                    " that cannot be converted (" + refusal + ")",
                    after.notNull() ? after : before,
                    condition);
        }
    }

    /** The enum type of this name that the operations create, for which casts cannot be tested yet; null if there is none. */
    private EnumType created(String type) {
        return operations.stream()
                .filter(operation -> operation instanceof Create create
                        && create.object() instanceof EnumType made
                        && made.name().sql().equals(type))
                .map(operation -> (EnumType) ((Create) operation).object())
                .findFirst()
                .orElse(null);
    }

    private static String isNone(Column column, EnumType type) {
        return quote(column.name()) + "::text not in (" + Ddl.literals(type.labels()) + ")";
    }

    private void rebuilt(EnumType before) throws SQLException {
        for (Operation operation : operations) {
            if (operation instanceof Create create
                    && create.object() instanceof EnumType after
                    && after.name().equals(before.name())) {
                for (Table table : live.tables()) {
                    for (Column column : table.columns()) {
                        if (!column.type().equals(before.name().sql())) {
                            containing(column, after);
                        } else {
                            String condition = isNone(column, after);
                            empty(
                                    rows.where(column, condition),
                                    "column " + column.label(),
                                    " that type " + after.label() + " would no longer contain",
                                    column,
                                    condition);
                        }
                    }
                }
            }
        }
    }

    /** A value within another one cannot be set to null: that would be another value. */
    private void containing(Column column, EnumType after) throws SQLException {
        String condition = column.generated() == null ? new EnumValues(live, after).in(column) : null;
        long count = condition == null ? 0 : rows.where(column, condition);
        if (count > 0) {
            obstacles.add(line(
                    count,
                    "column " + column.label(),
                    "value",
                    " with a constant that type " + after.label() + " would no longer contain"));
        }
    }

    /** Sets values that cannot be kept to null, if the column is nullable. */
    private void empty(long count, String what, String tail, Column column, String condition) {
        if (column.notNull() && count > 0) {
            obstacles.add(line(count, what, "value", tail));
        } else if (add(count, what, "value", tail)) {
            fit(column, "null", condition);
        }
    }

    private void fit(Column column, String value, String condition) {
        fitting.add(new UpdateRows("update %s set %s = %s where %s"
                .formatted(column.table().sql(), quote(column.name()), value, condition)));
    }

    /** The column in the live catalog; null if it does not exist there. */
    private Column now(Column column) {
        Column now = names.of(column);
        return live.table(now.table())
                .flatMap(table -> table.column(now.name()))
                .orElse(null);
    }

    private boolean add(long count, String object, String what, String tail) {
        return count > 0 && losses.add(line(count, object, what, tail));
    }

    private static String line(long count, String object, String what, String tail) {
        return Printable.line(object + ": " + count + " " + what + (count == 1 ? "" : "s") + tail);
    }
}
