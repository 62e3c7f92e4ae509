package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out whether a {@link KeyTranslation} gives every row the right values. */
final class TranslationCheck {

    private final RowCounts rows;
    private final Catalog live;
    private final Catalog desired;
    private final List<Reference> references;
    private final List<Operation> original;
    private final NamesBefore names;

    /**
     * @param references what the columns of the model's associations refer to
     * @param original the operations of the comparison
     */
    TranslationCheck(
            RowCounts rows, Catalog live, Catalog desired, List<Reference> references, List<Operation> original) {
        this.rows = rows;
        this.live = live;
        this.desired = desired;
        this.references = references;
        this.original = original;
        this.names = new NamesBefore(original);
    }

    /** The columns that the key gains and that exist: their values mean something by themselves, so they stay. */
    List<Pair> joining(KeyChange change) {
        return change.gained().stream()
                .filter(pair -> !change.before().columns().contains(pair.column())
                        && !is(Create.class, change.table(), pair.column()))
                .toList();
    }

    /** The columns that the key loses and that stay, with their values. */
    List<Pair> leaving(KeyChange change) {
        return change.lost().stream()
                .filter(pair -> !change.after().columns().contains(pair.column())
                        && !is(Drop.class, change.table(), pair.column())
                        && !is(Drop.class, change.before().referenced(), pair.referenced()))
                .toList();
    }

    private boolean is(Class<? extends Operation> kind, Name table, String column) {
        return original.stream()
                .filter(kind::isInstance)
                .flatMap(operation -> operation.objects().stream())
                .anyMatch(object -> object instanceof Column found
                        && found.table().equals(table)
                        && found.name().equals(column));
    }

    /**
     * How many rows have other values in the existing columns that the key gains than the row that they refer to; negative if
     * that is not known, because the migration adds a column to compare with.
     */
    long differing(KeyChange change) throws SQLException {
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

    /** Whether the old columns of the key still find the row when the new values are written. */
    boolean isCertain(KeyChange change, KeyTranslation update, KeyRetyping types) {
        Name table = change.table();
        Name referenced = change.before().referenced();
        return change.keys()
                        .flatMap(key -> key.columns().stream())
                        .noneMatch(column -> isRetyped(table, column) && !types.isOf(column))
                && update.set().stream()
                        .noneMatch(pair -> isInOtherKey(change, pair.column())
                                || isInOtherReference(change.after(), pair.column()))
                && change.keys()
                        .flatMap(key -> key.referencedColumns().stream())
                        .noneMatch(column -> isRetyped(referenced, column))
                && change.after().referencedColumns().stream().noneMatch(column -> isEmpty(referenced, column));
    }

    private boolean isRetyped(Name table, String column) {
        return original.stream()
                .anyMatch(operation -> operation instanceof AlterColumn alter
                        && alter.after().table().equals(table)
                        && alter.after().name().equals(column)
                        && (ColumnDdl.isRebuild(alter.before(), alter.after())
                                || !alter.before().type().equals(alter.after().type())));
    }

    /** Whether the values of a column that would change belong to another foreign key, too. */
    private boolean isInOtherKey(KeyChange change, String column) {
        Name table = change.table();
        return Stream.of(live, desired)
                .flatMap(catalog -> catalog.tables().stream())
                .flatMap(found -> found.constraints().stream())
                .filter(key -> key.type() == Constraint.Type.FOREIGN_KEY
                        && change.keys().noneMatch(same -> isSame(key, same)))
                .anyMatch(key -> (key.table().equals(table) || key.table().equals(names.of(table)))
                                && key.columns().contains(column)
                        || (key.referenced().equals(table) || key.referenced().equals(names.of(table)))
                                && key.referencedColumns().contains(column));
    }

    /** The same of associations, which need no foreign key. */
    private boolean isInOtherReference(Constraint key, String column) {
        Set<Pair> pairs = Set.copyOf(KeyChange.pairs(key.columns(), key.referencedColumns()));
        return references.stream()
                .filter(reference -> !(reference.table().equals(key.table())
                        && reference.referenced().equals(key.referenced())
                        && Set.copyOf(KeyChange.pairs(reference.columns(), reference.referencedColumns()))
                                .equals(pairs)))
                .anyMatch(reference -> reference.table().equals(key.table())
                                && reference.columns().contains(column)
                        || reference.referenced().equals(key.table())
                                && reference.referencedColumns().contains(column));
    }

    private boolean isSame(Constraint key, Constraint other) {
        return key.name().equals(other.name()) && names.of(key.table()).equals(names.of(other.table()));
    }

    /** Whether the operations add the column without values. */
    private boolean isEmpty(Name table, String column) {
        return original.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof Column made
                        && made.table().equals(table)
                        && made.name().equals(column)
                        && !made.isRequired());
    }

    /** Whether the new values find one row each, so that a rollback can translate them back. */
    boolean isUnique(KeyTranslation undo) throws SQLException {
        KeyTranslation today = today(undo);
        List<String> columns = today.by().stream().map(Pair::referenced).toList();
        boolean exist = live.table(today.referenced()).stream().anyMatch(table -> columns.stream()
                .allMatch(column -> table.column(column).isPresent()));
        try {
            return !exist || rows.count(today.countAmbiguous()) == 0;
        } catch (RowsHidden e) {
            return false;
        }
    }

    /** How many rows refer to one that has no new value for them. */
    long lost(KeyTranslation update) throws SQLException {
        List<Pair> known = known(update);
        return known.isEmpty()
                ? 0
                : rows.count(today(new KeyTranslation(update.table(), update.referenced(), update.by(), known))
                        .countLost());
    }

    /** Sets the values of these rows to null. */
    String emptying(KeyTranslation update) {
        return new KeyTranslation(update.table(), update.referenced(), update.by(), known(update)).emptying();
    }

    /** The columns that get a value that the other row has or has not today; the author fills in the rest. */
    List<Pair> known(KeyTranslation update) {
        return update.set().stream()
                .filter(pair -> !willBeRequired(update.referenced(), pair.referenced()))
                .toList();
    }

    /** Whether a column that is added as a required one would have no value in rows that refer to nothing. */
    boolean leavesRequiredEmpty(KeyTranslation update) throws SQLException {
        return update.set().stream().anyMatch(pair -> required(update.table(), pair) != null)
                && rows.count(today(update).countUnset()) > 0;
    }

    /** Whether the columns that get new values accept null, before and after the operations. */
    boolean mayBeNull(KeyTranslation update) {
        return known(update).stream()
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

    /** The column that the operations add as a required one; null if they do not. */
    Column required(Name table, Pair pair) {
        return original.stream()
                .filter(operation -> operation instanceof Create create
                        && create.object() instanceof Column made
                        && made.table().equals(table)
                        && made.name().equals(pair.column())
                        && made.isRequired())
                .map(operation -> (Column) ((Create) operation).object())
                .findFirst()
                .orElse(null);
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
