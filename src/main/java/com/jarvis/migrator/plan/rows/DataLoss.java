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
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.Placeholders;
import com.jarvis.migrator.sql.PrintedTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Counts the data that the operations would lose, and adds the UPDATEs that they need to succeed. */
public final class DataLoss {

    private final Connection connection;
    private final RowCounts rows;
    private final Catalog live;
    private final List<Operation> operations;
    private final NamesBefore names;
    private final List<String> losses = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();
    private final List<Operation> fitting = new ArrayList<>();
    private final Map<Operation, List<Operation>> wayBack = new HashMap<>();
    private final EmptiedOnRollback emptying;

    private DataLoss(Connection connection, Catalog live, List<Operation> operations) {
        this.connection = connection;
        this.rows = new RowCounts(connection);
        this.live = live;
        this.operations = operations;
        this.names = new NamesBefore(operations);
        this.emptying =
                new EmptiedOnRollback(live, new Placeholders(live, operations, new TriedRows(connection, rows)));
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
        List<Operation> downgrade = plan.operations().downgrade().stream()
                .flatMap(operation -> loss.wayBack.getOrDefault(operation, List.of(operation)).stream())
                .toList();
        return plan.with(new Operations(loss.fitting, downgrade)).losing(loss.losses);
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
            AttributeLoss attributes =
                    new AttributeLoss(rows, live, alter, new UncomparedColumns(rows, connection, live, alter.before()));
            losses.addAll(attributes.lost());
            obstacles.addAll(attributes.doNotFit());
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

    private void altered(Column before, Column after) throws SQLException {
        Column now = now(before);
        if (now == null || now.generated() != null) {
            return;
        }
        boolean keepsName =
                names.of(before).type().equals(after.type()) && !before.type().equals(after.type());
        if (ColumnDdl.isRebuild(before, after)) {
            dropped(before);
        } else if (keepsName
                ? isComposite(now) != becomesComposite(after)
                : !isComposite(now) && becomesComposite(after)) {
            ofOtherKind(before, after, now);
        } else if (keepsName) {
            return;
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
                        column -> isNone(column, made));
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
                    comesBack(what, before, after, now, wanted);
                }
            } else if (rows.tooLongOnWayBack(now, wanted) > 0) {
                noWayBack(what, "value too long for type " + OperationText.type(before.type()), before, after, now);
            } else if (TypeConversion.mayNotComeBack(before.type(), after.type())) {
                comesBack(what, before, after, now, wanted);
            }
        }
    }

    /** No value of an enum type or a text is one of a composite type that the migration creates. */
    private void ofOtherKind(Column before, Column after, Column now) throws SQLException {
        long count = rows.with(now);
        if (count > 0) {
            obstacles.add(line(
                    count,
                    "column " + before.label(),
                    "value",
                    " that the new type " + OperationText.type(after.type()) + " does not accept"));
        }
    }

    private boolean isComposite(Column now) {
        return live.composites().stream().anyMatch(type -> isOf(now, type));
    }

    private boolean becomesComposite(Column after) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof CompositeType type
                        && isOf(after, type));
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
                    column -> EnumConstants.isNone(column, constants));
        }
    }

    private void narrowed(String what, Column before, Column after, Column now, Column wanted) throws SQLException {
        long changed = rows.changedBy(now, wanted);
        if (changed > 0 && TypeConversion.isText(after.type()) && !TypeConversion.isText(before.type())) {
            // A truncated number or date would be a different value.
            obstacles.add(line(changed, what, "value", " would not fit"));
        } else if (add(changed, what, "value", " would not fit")) {
            fit(before, quote(before.name()) + "::" + after.type(), TypeConversion.changes(before, after), null);
        }
    }

    /** Reports values that a rollback would not restore. */
    private void comesBack(String what, Column before, Column after, Column now, Column wanted) throws SQLException {
        String refusal = rows.refusalOfWayBack(now, wanted).orElse(null);
        if (refusal != null) {
            noWayBack(what, refusal, before, after, now);
        } else {
            add(rows.changedByWayBack(now, wanted), what, "value", " would be different after a rollback");
        }
    }

    /** The rollback empties the column, or fills it with placeholders, so that it restores the structure. */
    private void noWayBack(String what, String refusal, Column before, Column after, Column now) throws SQLException {
        Optional<List<Operation>> emptied = emptying.of(before, after, now);
        if (emptied.isEmpty()) {
            obstacles.add(what + ": a rollback could not convert the values back: " + refusal);
        } else if (add(rows.with(now), what, "value", " that a rollback could not convert back (" + refusal + ")")) {
            wayBack.put(new AlterColumn(after, before), emptied.get());
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
                    column -> TypeConversion.refuses(column, after));
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
                            empty(
                                    rows.where(column, isNone(column, after)),
                                    "column " + column.label(),
                                    " that type " + after.label() + " would no longer contain",
                                    column,
                                    each -> isNone(each, after));
                        }
                    }
                }
            }
        }
    }

    /** A value within another one cannot be set to null: that would be another value. */
    private void containing(Column column, EnumType after) throws SQLException {
        String condition = column.generated() == null
                ? new ContainedValues(
                                live,
                                after.name(),
                                value -> value + "::text not in (" + Ddl.literals(after.labels()) + ")")
                        .in(column)
                : null;
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
    private void empty(long count, String what, String tail, Column column, Function<Column, String> condition) {
        if (column.notNull() && count > 0) {
            obstacles.add(line(count, what, "value", tail));
        } else if (add(count, what, "value", tail)) {
            Column now = names.of(column);
            fit(
                    column,
                    "null",
                    condition.apply(column),
                    "case when %s then null else %s end".formatted(condition.apply(now), quote(now.name())));
        }
    }

    /** @param projected as in {@link UpdateRows.NewValue} */
    private void fit(Column column, String value, String condition, String projected) {
        fitting.add(new UpdateRows(
                "update %s set %s = %s where %s"
                        .formatted(column.table().sql(), quote(column.name()), value, condition),
                List.of(new UpdateRows.NewValue(column, projected)),
                false));
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

    static String line(long count, String object, String what, String tail) {
        return Printable.line(object + ": " + count + " " + what + (count == 1 ? "" : "s") + tail);
    }
}
