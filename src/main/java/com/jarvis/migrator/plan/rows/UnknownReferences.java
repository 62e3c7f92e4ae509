package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns whose values refer to rows of another table, while no foreign key says to which of its columns. {@link RetargetedKeys}
 * cannot translate these values, so a comment in the migration shows its author where to do it.
 */
public final class UnknownReferences {

    private final RowCounts rows;
    private final Catalog live;
    private final List<Operation> upgrade;
    private final NamesBefore names;
    private final List<KeyChange> known;
    private final List<Reference> references;
    private final SharedReferences shared;
    private final List<String> warnings = new ArrayList<>();
    private final List<Operation> noted = new ArrayList<>();

    private UnknownReferences(
            Connection connection, Catalog live, List<Operation> upgrade, List<Reference> references) {
        this.rows = new RowCounts(connection);
        this.live = live;
        this.upgrade = upgrade;
        this.names = new NamesBefore(upgrade);
        this.references = references;
        this.known = KeyChange.of(upgrade, references);
        this.shared = new SharedReferences(rows, live, names, references, known);
    }

    /**
     * See {@link PlanPass}.
     *
     * @param references what the columns of the model's associations refer to
     */
    public static MigrationPlan apply(
            Connection connection, Catalog live, List<Reference> references, MigrationPlan plan) throws SQLException {
        UnknownReferences unknown =
                new UnknownReferences(connection, live, plan.operations().upgrade(), references);
        for (Operation operation : unknown.upgrade) {
            if (operation instanceof Create create
                    && create.object() instanceof Constraint key
                    && key.type() == Constraint.Type.FOREIGN_KEY
                    && unknown.known.stream().noneMatch(change -> change.after().equals(key))) {
                unknown.added(key);
            } else if (operation instanceof AlterColumn alter) {
                unknown.converted(alter);
            } else if (operation instanceof Drop drop
                    && drop.object() instanceof Constraint key
                    && key.type() == Constraint.Type.FOREIGN_KEY) {
                unknown.shared.warning(key).ifPresent(unknown.warnings::add);
            }
            unknown.noted.add(operation);
        }
        return plan.with(plan.operations().withUpgrade(unknown.noted)).warning(unknown.warnings);
    }

    /** The values may be those of another key of the same table: then all of them exist there, too. */
    private void added(Constraint key) throws SQLException {
        List<Column> columns = live(key.table(), key.columns());
        List<Column> target = live(key.referenced(), key.referencedColumns());
        Table referenced = live.table(names.of(key.referenced())).orElse(null);
        if (columns.isEmpty() || target.isEmpty() || referenced == null) {
            return;
        }
        for (Constraint other : referenced.constraints()) {
            List<Column> candidate = other.columns().stream()
                    .flatMap(name -> referenced.column(name).stream())
                    .toList();
            if (other.isKey() && !candidate.equals(target) && types(candidate).equals(types(columns))) {
                compare(key, columns, target, candidate);
            }
        }
    }

    private void compare(Constraint key, List<Column> columns, List<Column> target, List<Column> candidate)
            throws SQLException {
        Name table = columns.get(0).table();
        Name referenced = candidate.get(0).table();
        List<Pair> same = KeyChange.pairs(names(columns), names(candidate));
        KeyTranslation translation = new KeyTranslation(table, referenced, same, same);
        long count;
        try {
            count = rows.count(translation.countLost()) == 0 ? rows.count(translation.count()) : 0;
        } catch (RowsHidden e) {
            return;
        }
        if (count > 0) {
            String what = OperationText.what(key);
            String found = "no foreign key says what the values of %s refer to today, and all of them exist in %s"
                    .formatted(count == 1 ? "1 row" : count + " rows", KeyChange.target(referenced, names(candidate)));
            warnings.add(Printable.line("%s: %s; they stay as they are, and will refer to %s"
                    .formatted(what, found, KeyChange.target(key.referenced(), key.referencedColumns()))));
            KeyTranslation update = new KeyTranslation(
                    key.table(),
                    key.referenced(),
                    KeyChange.pairs(key.columns(), names(candidate)),
                    KeyChange.pairs(key.columns(), key.referencedColumns()));
            noted.add(new AuthorNote("""
                    %s: %s. If that is what they mean, set the new ones here, for instance:
                    - sql:
                        sql: %s""".formatted(what, found, update.update()), true));
        }
    }

    /** Without a foreign key before or after, the values are converted as any others. */
    private void converted(AlterColumn alter) throws SQLException {
        Column before = alter.before();
        Column after = alter.after();
        Column now = names.in(live, after.table(), after.name());
        if (now == null || !isOtherKind(before, after) || !rows.mayHave(now)) {
            return;
        }
        for (Reference reference : references) {
            int i = reference.table().equals(after.table())
                    ? reference.columns().indexOf(after.name())
                    : -1;
            if (i >= 0
                    && !isInKey(now)
                    && upgrade.stream().noneMatch(operation -> isKeyOver(operation, after))
                    && !isConverted(
                            reference.referenced(),
                            reference.referencedColumns().get(i),
                            after)) {
                warnings.add(Printable.line(
                        "column %s: no foreign key says what its values refer to; they are converted from %s to %s, and will refer to %s"
                                .formatted(
                                        after.label(),
                                        OperationText.type(before.type()),
                                        OperationText.type(after.type()),
                                        KeyChange.target(reference.referenced(), reference.referencedColumns()))));
            }
        }
    }

    private static boolean isOtherKind(Column before, Column after) {
        return !TypeConversion.base(before.type()).equals(TypeConversion.base(after.type()))
                && !(TypeConversion.isWhole(before.type()) && TypeConversion.isWhole(after.type()))
                && !(TypeConversion.isText(before.type()) && TypeConversion.isText(after.type()));
    }

    private boolean isInKey(Column now) {
        return live.table(now.table()).stream()
                .flatMap(table -> table.constraints().stream())
                .anyMatch(key -> key.type() == Constraint.Type.FOREIGN_KEY
                        && key.columns().contains(now.name()));
    }

    private static boolean isKeyOver(Operation operation, Column column) {
        return operation instanceof Create create
                && create.object() instanceof Constraint key
                && key.type() == Constraint.Type.FOREIGN_KEY
                && key.table().equals(column.table())
                && key.columns().contains(column.name());
    }

    /** Whether the other column gets the same new type. */
    private boolean isConverted(Name table, String column, Column like) {
        return upgrade.stream()
                .anyMatch(operation -> operation instanceof AlterColumn alter
                        && alter.after().table().equals(table)
                        && alter.after().name().equals(column)
                        && alter.after().type().equals(like.type()));
    }

    /** The columns as they are today; none if one of them does not exist. */
    private List<Column> live(Name table, List<String> columns) {
        List<Column> found = new ArrayList<>();
        for (String column : columns) {
            Column now = names.in(live, table, column);
            if (now == null) {
                return List.of();
            }
            found.add(now);
        }
        return found;
    }

    private static List<String> types(List<Column> columns) {
        return columns.stream().map(Column::type).toList();
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }
}
