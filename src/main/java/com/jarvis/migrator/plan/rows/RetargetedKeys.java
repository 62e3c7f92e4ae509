package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.plan.MigrationPlan;
import com.jarvis.migrator.plan.PlanPass;
import com.jarvis.migrator.plan.rollback.PlaceholderKeys;
import com.jarvis.migrator.plan.rollback.Placeholders;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Foreign keys that refer to other columns of the same table than before, for instance because the referenced key gains a
 * column. The old values would mean another row or none, so the migration translates them, and its rollback does so back.
 */
public final class RetargetedKeys {

    private final RowCounts rows;
    private final TranslationCheck check;
    private final TranslationCertainty certainty;
    private final KeyChangeText words;
    private final TranslationSteps steps;
    private final KeyDefaults defaults;
    private final Catalog live;
    private final List<Operation> original;
    private final NamesBefore names;
    private final ColumnChanges columns;
    private final List<Operation> upgrade;
    private final List<Operation> downgrade;
    private final List<Operation> forth = new ArrayList<>();
    private final List<Operation> back = new ArrayList<>();
    private final Set<Column> gone = new LinkedHashSet<>();
    private final List<String> losses = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private RetargetedKeys(
            Connection connection, Catalog live, Catalog desired, List<Reference> references, Operations operations) {
        this.rows = new RowCounts(connection);
        this.live = live;
        this.original = operations.upgrade();
        this.names = new NamesBefore(original);
        this.columns = new ColumnChanges(original);
        this.check = new TranslationCheck(rows, live, desired, names, columns);
        this.certainty = new TranslationCertainty(live, desired, references, original, names, columns);
        this.words = new KeyChangeText(rows, check, live, desired, original, columns);
        this.steps = new TranslationSteps(live, desired, original);
        this.defaults = new KeyDefaults(rows, live, desired, names);
        this.upgrade = new ArrayList<>(operations.upgrade());
        this.downgrade = new ArrayList<>(operations.downgrade());
    }

    /**
     * See {@link PlanPass}.
     *
     * @param desired the catalog after the operations
     * @param references what the columns of the model's associations refer to, also where no foreign key says so
     */
    public static MigrationPlan apply(
            Connection connection, Catalog live, Catalog desired, List<Reference> references, MigrationPlan plan)
            throws SQLException {
        RetargetedKeys keys = new RetargetedKeys(connection, live, desired, references, plan.operations());
        for (KeyChange change : KeyChange.of(keys.original, references)) {
            if (!keys.rows.mayHave(change.before(), live, keys.names)) {
                continue;
            } else if (change.isToOtherTable()) {
                keys.words.ofOtherTable(change).ifPresent(keys.warnings::add);
            } else {
                keys.translate(change);
            }
        }
        keys.upgrade.addAll(TranslationPlace.inUpgrade(keys.upgrade), keys.forth);
        // Once, before the first use: rows of several tables refer to the same values.
        keys.back.addAll(
                0,
                PlaceholderKeys.of(
                        keys.gone.stream()
                                .map(column -> column.withNotNull(true))
                                .toList(),
                        new Placeholders(live, keys.original, new TriedRows(connection, keys.rows))));
        keys.downgrade.addAll(TranslationPlace.inDowngrade(keys.downgrade), keys.back);
        return plan.with(new Operations(keys.upgrade, keys.downgrade))
                .losing(keys.losses)
                .warning(keys.warnings);
    }

    private void translate(KeyChange change) throws SQLException {
        List<Pair> gained = change.gained();
        Constraint before = change.before();
        KeyTranslation update = new KeyTranslation(before.table(), before.referenced(), change.from(), gained);
        KeyTranslation automatic = update.without(check.joining(change));
        KeyTranslation undo = new KeyTranslation(before.table(), before.referenced(), change.to(), change.lost())
                .without(check.leaving(change));
        if (gained.isEmpty() && undo.set().isEmpty()) {
            return;
        }
        warnings.addAll(defaults.staying(change));
        KeyRetyping types =
                KeyRetyping.of(original, before.table(), automatic.set()).orElse(null);
        boolean isPossible = types != null && certainty.isCertain(change, automatic, types) && check.isUnique(undo);
        Optional<KeyLosses> counted = counted(change, automatic);
        if (!gained.isEmpty() && !(isPossible && isKept(automatic, counted))) {
            String lost = Stream.concat(
                            counted.map(found -> words.lost(change, automatic, found)).stream(),
                            certainty.others(change, automatic).stream())
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
            warnings.add(words.warning(change, update, lost));
            forth.add(words.note(change, update, lost));
            forth.addAll(requiring(update));
        } else if (!automatic.set().isEmpty()) {
            KeyLosses found = counted.orElseThrow();
            if (found.isSome()) {
                losses.add(words.loss(change, automatic, found));
                forth.add(new UpdateRows(check.emptying(automatic, found)));
            }
            KeyTranslation typed = types.typed(automatic, false);
            upgrade.removeAll(types.changes());
            TranslationSteps.append(forth, types.opening(false));
            TranslationSteps.append(forth, steps.of(typed, check.today(typed)));
            TranslationSteps.append(forth, types.closing(false));
            TranslationSteps.append(forth, requiring(automatic));
        }
        if (!undo.set().isEmpty() && isPossible) {
            types.changes().forEach(alter -> downgrade.remove(alter.reverse().orElseThrow()));
            List<Operation> undoing = new ArrayList<>(types.opening(true));
            List<Column> targets = gone(before, undo);
            if (!targets.isEmpty()) {
                losses.addAll(words.withoutTarget(undo, update, targets));
                // An identity numbers the rows itself when it is added.
                targets.stream().filter(column -> column.identity() == null).forEach(gone::add);
            }
            TranslationSteps.append(undoing, steps.of(types.typed(undo, true), null));
            TranslationSteps.append(undoing, types.closing(true));
            TranslationSteps.append(undoing, back);
            back.clear();
            back.addAll(undoing);
        }
    }

    /** The columns that the rollback would translate back to, but that the migration drops with their values. */
    private List<Column> gone(Constraint before, KeyTranslation undo) {
        return undo.set().stream()
                .filter(pair -> columns.dropped(before.table(), pair.column()).isEmpty())
                .flatMap(pair -> columns.dropped(before.referenced(), pair.referenced()).stream())
                .toList();
    }

    /** The rows that the translation would not keep as they are; empty if a policy hides rows. */
    private Optional<KeyLosses> counted(KeyChange change, KeyTranslation update) throws SQLException {
        try {
            return Optional.of(check.losses(change, update));
        } catch (RowsHidden e) {
            return Optional.empty();
        }
    }

    /** Whether the author need not say what becomes of the rows. */
    private boolean isKept(KeyTranslation update, Optional<KeyLosses> counted) throws SQLException {
        try {
            return counted.isPresent()
                    && counted.get().differing() == 0
                    && !check.leavesRequiredEmpty(update)
                    && (!counted.get().isSome() || check.mayBeNull(update, counted.get()));
        } catch (RowsHidden e) {
            return false;
        }
    }

    /** Adds the new columns without NOT NULL. Returns the steps that set it. */
    private List<Operation> requiring(KeyTranslation update) {
        List<Operation> notNulls = new ArrayList<>();
        for (Pair pair : update.set()) {
            Column column = check.required(update.table(), pair).orElse(null);
            if (column != null) {
                upgrade.replaceAll(operation ->
                        operation.equals(new Create(column)) ? new Create(column.withNotNull(false)) : operation);
                notNulls.add(new AlterColumn(column.withNotNull(false), column));
            }
        }
        return notNulls;
    }
}
