package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.ddl.ColumnDdl;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the old values of a foreign key say what its new ones are, and nothing else needs the old ones.
 *
 * @param references what the columns of the model's associations refer to
 * @param original the operations of the comparison
 * @param names the names before them
 * @param columns that they add and drop
 */
record TranslationCertainty(
        Catalog live,
        Catalog desired,
        List<Reference> references,
        List<Operation> original,
        NamesBefore names,
        ColumnChanges columns) {

    /** Whether the old columns of the key still find the row when the new values are written. */
    boolean isCertain(KeyChange change, KeyTranslation update, KeyRetyping types) {
        Name table = change.table();
        Name referenced = change.before().referenced();
        return change.keys()
                        .flatMap(key -> key.columns().stream())
                        .noneMatch(column -> isRetyped(table, column) && !types.isOf(column))
                && others(change, update).isEmpty()
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

    /** What else the values mean that would change: other foreign keys and associations, as in {@code a.b refers to c(d), too}. */
    List<String> others(KeyChange change, KeyTranslation update) {
        return update.set().stream()
                .flatMap(pair ->
                        Stream.concat(otherKeys(change, pair.column()), otherReferences(change.after(), pair.column())))
                .distinct()
                .toList();
    }

    private Stream<String> otherKeys(KeyChange change, String column) {
        Name table = change.table();
        return Stream.of(live, desired)
                .flatMap(catalog -> catalog.tables().stream())
                .flatMap(found -> found.constraints().stream())
                .filter(key -> key.type() == Constraint.Type.FOREIGN_KEY
                        && change.keys().noneMatch(same -> isSame(key, same)))
                .filter(key -> isOver(key.table(), key.columns(), table, column)
                        || isOver(key.referenced(), key.referencedColumns(), table, column))
                .map(key -> words(key.table(), key.columns(), key.referenced(), key.referencedColumns()));
    }

    private boolean isOver(Name found, List<String> columns, Name table, String column) {
        return (found.equals(table) || found.equals(names.of(table))) && columns.contains(column);
    }

    /** The same of associations, which need no foreign key. */
    private Stream<String> otherReferences(Constraint key, String column) {
        Set<Pair> pairs = Set.copyOf(KeyChange.pairs(key.columns(), key.referencedColumns()));
        return references.stream()
                .filter(reference -> !(reference.table().equals(key.table())
                        && reference.referenced().equals(key.referenced())
                        && Set.copyOf(KeyChange.pairs(reference.columns(), reference.referencedColumns()))
                                .equals(pairs)))
                .filter(reference -> reference.table().equals(key.table())
                                && reference.columns().contains(column)
                        || reference.referenced().equals(key.table())
                                && reference.referencedColumns().contains(column))
                .map(reference -> words(
                        reference.table(), reference.columns(), reference.referenced(), reference.referencedColumns()));
    }

    private static String words(Name table, List<String> columns, Name referenced, List<String> referencedColumns) {
        return KeyChange.target(table, columns) + " refers to " + KeyChange.target(referenced, referencedColumns)
                + ", too";
    }

    private boolean isSame(Constraint key, Constraint other) {
        return key.name().equals(other.name()) && names.of(key.table()).equals(names.of(other.table()));
    }

    /** Whether the operations add the column without values. */
    private boolean isEmpty(Name table, String column) {
        return columns.created(table, column).stream().anyMatch(made -> !made.isRequired());
    }
}
