package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out what a {@link KeyTranslation} does to the rows. */
final class TranslationCheck {

    /** Rows may refer to none under such a foreign key. */
    private static final Set<Constraint.Property> UNCHECKED =
            Set.of(Constraint.Property.NOT_VALID, Constraint.Property.NOT_ENFORCED);

    private final RowCounts rows;
    private final Catalog live;
    private final Catalog desired;
    private final NamesBefore names;
    private final ColumnChanges columns;

    /**
     * @param names before the operations of the comparison
     * @param columns that these operations add and drop
     */
    TranslationCheck(RowCounts rows, Catalog live, Catalog desired, NamesBefore names, ColumnChanges columns) {
        this.rows = rows;
        this.live = live;
        this.desired = desired;
        this.names = names;
        this.columns = columns;
    }

    /** The columns that the key gains and that exist: their values mean something by themselves, so they stay. */
    List<Pair> joining(KeyChange change) {
        return change.gained().stream()
                .filter(pair -> !change.before().columns().contains(pair.column())
                        && columns.created(change.table(), pair.column()).isEmpty())
                .toList();
    }

    /** The columns that the key loses and that stay, with their values. */
    List<Pair> leaving(KeyChange change) {
        return change.lost().stream()
                .filter(pair -> !change.after().columns().contains(pair.column())
                        && columns.dropped(change.table(), pair.column()).isEmpty()
                        && columns.dropped(change.before().referenced(), pair.referenced())
                                .isEmpty())
                .toList();
    }

    /**
     * How many rows have other values in the existing columns that the key gains than the row that they refer to; negative if
     * that is not known, because the migration adds a column to compare with.
     */
    private long differing(KeyChange change) throws SQLException {
        List<Pair> pairs = joining(change);
        Name referenced = change.before().referenced();
        if (pairs.isEmpty()) {
            return 0;
        }
        return pairs.stream().anyMatch(pair -> names.in(live, referenced, pair.referenced()) == null)
                ? -1
                : rows.count(today(new KeyTranslation(change.table(), referenced, change.from(), pairs))
                        .countDiffering());
    }

    /** Whether the new values find one row each, so that a rollback can translate them back. */
    boolean isUnique(KeyTranslation undo) throws SQLException {
        KeyTranslation today = today(undo);
        List<String> found = today.by().stream().map(Pair::referenced).toList();
        boolean exist = live.table(today.referenced()).stream().anyMatch(table -> found.stream()
                .allMatch(column -> table.column(column).isPresent()));
        try {
            return !exist || rows.count(today.countAmbiguous()) == 0;
        } catch (RowsHidden e) {
            return false;
        }
    }

    /** Counts the rows that the translation would not keep as they are. */
    KeyLosses losses(KeyChange change, KeyTranslation update) throws SQLException {
        List<Pair> known = known(update);
        long lost = known.isEmpty()
                ? 0
                : rows.count(today(new KeyTranslation(update.table(), update.referenced(), update.by(), known))
                        .countLost());
        long dangling = Collections.disjoint(change.before().properties(), UNCHECKED)
                ? 0
                : rows.count(today(update).countDangling());
        return new KeyLosses(differing(change), known.isEmpty() ? 0 : lost - dangling, dangling);
    }

    /** Sets the values of these rows to null. */
    String emptying(KeyTranslation update, KeyLosses losses) {
        return new KeyTranslation(update.table(), update.referenced(), update.by(), emptied(update, losses)).emptying();
    }

    private List<Pair> emptied(KeyTranslation update, KeyLosses losses) {
        return losses.dangling() > 0 ? update.set() : known(update);
    }

    /** The columns that get a value that the other row has or has not today; the author fills in the rest. */
    List<Pair> known(KeyTranslation update) {
        return update.set().stream()
                .filter(pair -> !willBeRequired(update.referenced(), pair.referenced())
                        && names.in(live, update.referenced(), pair.referenced()) != null)
                .toList();
    }

    /** Whether a column that is added as a required one would have no value in rows that refer to nothing. */
    boolean leavesRequiredEmpty(KeyTranslation update) throws SQLException {
        return update.set().stream()
                        .anyMatch(pair -> required(update.table(), pair).isPresent())
                && rows.count(today(update).countUnset()) > 0;
    }

    /** Whether the columns that would have no value accept null, before and after the operations. */
    boolean mayBeNull(KeyTranslation update, KeyLosses losses) {
        return emptied(update, losses).stream()
                .flatMap(pair -> Stream.concat(
                        Stream.ofNullable(names.in(live, update.table(), pair.column())),
                        desired.table(update.table()).stream().flatMap(table -> table.column(pair.column()).stream())))
                .noneMatch(Column::notNull);
    }

    /** The author fills it in first, if it is not required yet. */
    private boolean willBeRequired(Name table, String column) {
        return desired.table(table)
                .flatMap(found -> found.column(column))
                .filter(Column::notNull)
                .isPresent();
    }

    /** The column that the operations add as a required one; empty if they do not. */
    Optional<Column> required(Name table, Pair pair) {
        return columns.created(table, pair.column()).filter(Column::isRequired);
    }

    /** The same translation under the names that tables and columns have today. */
    KeyTranslation today(KeyTranslation translation) {
        return new KeyTranslation(
                names.of(translation.table()),
                names.of(translation.referenced()),
                today(translation, translation.by()),
                today(translation, translation.set()));
    }

    private List<Pair> today(KeyTranslation translation, List<Pair> pairs) {
        return pairs.stream()
                .map(pair -> new Pair(
                        today(translation.table(), pair.column()),
                        today(translation.referenced(), pair.referenced()),
                        pair.type()))
                .toList();
    }

    private String today(Name table, String column) {
        Column now = names.in(live, table, column);
        return now == null ? column : now.name();
    }
}
