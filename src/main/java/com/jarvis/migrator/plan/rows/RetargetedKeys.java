package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Foreign keys that refer to other columns of the same table than before, for instance because the referenced key gains a
 * column. The old values would mean another row or none, so the migration translates them, and its rollback does so back.
 */
public final class RetargetedKeys {

    private final RowCounts rows;
    private final TranslationCheck check;
    private final Catalog live;
    private final Catalog desired;
    private final List<Operation> original;
    private final NamesBefore names;
    private final List<Operation> upgrade;
    private final List<Operation> downgrade;
    private final List<String> warnings = new ArrayList<>();

    private RetargetedKeys(Connection connection, Catalog live, Catalog desired, Operations operations) {
        this.rows = new RowCounts(connection);
        this.live = live;
        this.desired = desired;
        this.original = operations.upgrade();
        this.names = new NamesBefore(original);
        this.check = new TranslationCheck(rows, live, desired, original);
        this.upgrade = new ArrayList<>(operations.upgrade());
        this.downgrade = new ArrayList<>(operations.downgrade());
    }

    /**
     * See {@link PlanPass}.
     *
     * @param desired the catalog after the operations
     */
    public static MigrationPlan apply(Connection connection, Catalog live, Catalog desired, MigrationPlan plan)
            throws SQLException {
        RetargetedKeys keys = new RetargetedKeys(connection, live, desired, plan.operations());
        for (Operation operation : keys.original) {
            if (operation instanceof Create create
                    && create.object() instanceof Constraint after
                    && after.type() == Constraint.Type.FOREIGN_KEY) {
                Optional<Constraint> before = keys.before(after);
                if (before.isPresent()) {
                    keys.compare(before.get(), after);
                }
            }
        }
        return plan.with(new Operations(keys.upgrade, keys.downgrade)).warning(keys.warnings);
    }

    /** The dropped foreign key over the same columns, or some of them. */
    private Optional<Constraint> before(Constraint after) {
        List<Constraint> dropped = original.stream()
                .filter(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Constraint before
                        && before.type() == Constraint.Type.FOREIGN_KEY
                        && before.table().equals(after.table())
                        && !Collections.disjoint(before.columns(), after.columns()))
                .map(operation -> (Constraint) ((Drop) operation).object())
                .toList();
        return dropped.size() == 1
                ? Optional.of(dropped.get(0))
                : dropped.stream()
                        .filter(before -> before.columns().equals(after.columns()))
                        .findFirst();
    }

    private void compare(Constraint before, Constraint after) throws SQLException {
        List<Pair> from = pairs(before);
        List<Pair> to = pairs(after);
        if (!before.referenced().equals(after.referenced())) {
            warnOfOtherTable(before, after);
            return;
        }
        List<Pair> gained = to.stream().filter(pair -> !from.contains(pair)).toList();
        List<Pair> lost = from.stream().filter(pair -> !to.contains(pair)).toList();
        if (gained.isEmpty() && lost.isEmpty() || !mayHaveValues(before)) {
            return;
        }
        KeyTranslation forth = new KeyTranslation(before.table(), before.referenced(), from, gained);
        KeyTranslation back = new KeyTranslation(before.table(), before.referenced(), to, lost);
        KeyRetyping types = KeyRetyping.of(original, before.table(), gained).orElse(null);
        boolean certain = types != null && check.isCertain(before, after, gained, types) && check.isComplete(forth);
        if (!gained.isEmpty() && certain) {
            upgrade.removeAll(types.changes());
            List<Operation> steps = new ArrayList<>(types.opening(false));
            steps.addAll(steps(types.typed(forth, false), after, check.today(types.typed(forth, false))));
            steps.addAll(types.closing(false));
            steps.addAll(requiring(forth));
            upgrade.addAll(TranslationPlace.inUpgrade(upgrade), steps);
        } else if (!gained.isEmpty()) {
            List<Operation> steps = new ArrayList<>(List.of(note(before, after, forth)));
            steps.addAll(requiring(forth));
            upgrade.addAll(TranslationPlace.inUpgrade(upgrade), steps);
        }
        if (!lost.isEmpty() && certain) {
            List<Operation> steps = new ArrayList<>(types.opening(true));
            steps.addAll(steps(types.typed(back, true), before, null));
            steps.addAll(types.closing(true));
            types.changes().forEach(change -> downgrade.remove(change.reverse().orElseThrow()));
            downgrade.addAll(TranslationPlace.inDowngrade(downgrade), steps);
        }
    }

    private static List<Pair> pairs(Constraint key) {
        return IntStream.range(0, key.columns().size())
                .mapToObj(i ->
                        new Pair(key.columns().get(i), key.referencedColumns().get(i), null))
                .toList();
    }

    private boolean mayHaveValues(Constraint before) throws SQLException {
        for (String column : before.columns()) {
            Column now = names.in(live, before.table(), column);
            if (now == null || !rows.mayHave(now)) {
                return false;
            }
        }
        return true;
    }

    private AuthorNote note(Constraint before, Constraint after, KeyTranslation forth) throws SQLException {
        String change = "from %s(%s) to %s(%s)"
                .formatted(
                        before.referenced(),
                        String.join(", ", before.referencedColumns()),
                        after.referenced(),
                        String.join(", ", after.referencedColumns()));
        warnings.add(Printable.line(
                "%s: it changes %s, and %s not translated".formatted(OperationText.what(after), change, count(forth))));
        return new AuthorNote("""
                %s changes %s. The existing values refer to the old columns. Set the new ones here, for instance:
                - sql:
                    sql: %s""".formatted(OperationText.what(after), change, forth.update()));
    }

    /** Adds the new columns without NOT NULL. Returns the steps that set it. */
    private List<Operation> requiring(KeyTranslation forth) {
        List<Operation> notNulls = new ArrayList<>();
        for (Pair pair : forth.set()) {
            Column column = check.required(forth.table(), pair);
            if (column != null) {
                upgrade.replaceAll(operation ->
                        operation.equals(new Create(column)) ? new Create(column.withNotNull(false)) : operation);
                notNulls.add(new AlterColumn(column.withNotNull(false), column));
            }
        }
        return notNulls;
    }

    private String count(KeyTranslation forth) throws SQLException {
        try {
            long count = rows.count(check.today(forth).count());
            return count == 1 ? "the value of 1 row is" : "the values of %d rows are".formatted(count);
        } catch (RowsHidden e) {
            return "the values of rows are";
        }
    }

    /**
     * The update, without the keys and unique indexes over its columns: while it runs, two rows may have the same value.
     *
     * @param key the foreign key that refers to the new values
     * @param today the translation under the names of today; null in the downgrade, where nothing is counted
     */
    private List<Operation> steps(KeyTranslation translation, Constraint key, KeyTranslation today) {
        List<SchemaObject> unique = desired.table(key.table()).stream()
                .flatMap(table -> Stream.<SchemaObject>concat(table.constraints().stream(), table.indexes().stream()))
                .filter(object -> original.stream().noneMatch(new Create(object)::equals))
                .filter(object -> isUniqueOver(object, translation.set()))
                .toList();
        List<Operation> steps = new ArrayList<>();
        unique.forEach(object -> steps.add(new Drop(object)));
        List<UpdateRows.NewValue> values = new ArrayList<>();
        for (int i = 0; i < translation.set().size(); i++) {
            values.add(new UpdateRows.NewValue(
                    column(key.table(), translation.set().get(i)),
                    today == null ? null : today.value(today.set().get(i))));
        }
        steps.add(new UpdateRows(translation.update(), values, true));
        unique.forEach(object -> steps.add(new Create(object)));
        return steps;
    }

    private Column column(Name table, Pair pair) {
        return Stream.concat(desired.table(table).stream(), live.table(names.of(table)).stream())
                .flatMap(found -> found.column(pair.column()).stream())
                .findFirst()
                .orElseThrow()
                .in(table);
    }

    private static boolean isUniqueOver(SchemaObject object, List<Pair> set) {
        List<String> columns = set.stream().map(Pair::column).toList();
        if (object instanceof Index index) {
            return index.unique() && !Collections.disjoint(index.references().columns(), columns);
        }
        Constraint constraint = (Constraint) object;
        return (constraint.type() == Constraint.Type.PRIMARY_KEY || constraint.type() == Constraint.Type.UNIQUE)
                && !Collections.disjoint(constraint.columns(), columns);
    }

    /** Tables of a hierarchy share their keys. */
    private void warnOfOtherTable(Constraint before, Constraint after) throws SQLException {
        boolean shared = Stream.of(live, desired)
                .flatMap(catalog -> catalog.tables().stream())
                .flatMap(table -> table.constraints().stream())
                .anyMatch(key -> refers(key, before, after) || refers(key, after, before));
        boolean isReplaced = original.stream()
                .anyMatch(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Table table
                        && table.name().equals(before.referenced()));
        if (!shared && !isReplaced && mayHaveValues(before)) {
            warnings.add(Printable.line("%s: it changes from %s(%s) to %s(%s), and the existing values stay as they are"
                    .formatted(
                            OperationText.what(after),
                            before.referenced(),
                            String.join(", ", before.referencedColumns()),
                            after.referenced(),
                            String.join(", ", after.referencedColumns()))));
        }
    }

    private static boolean refers(Constraint key, Constraint from, Constraint to) {
        return key.type() == Constraint.Type.FOREIGN_KEY
                && key.table().equals(from.referenced())
                && key.columns().equals(from.referencedColumns())
                && key.referenced().equals(to.referenced());
    }
}
