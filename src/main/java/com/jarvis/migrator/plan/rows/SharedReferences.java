package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Reference;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.OperationText;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Several associations of the model share the columns of a foreign key that goes. The values cannot mean all of them, and no
 * foreign key says which they are to mean.
 *
 * @param names before the operations
 * @param references what the columns of the model's associations refer to
 * @param known the changes that {@link RetargetedKeys} translates or tells about
 */
record SharedReferences(
        RowCounts rows, Catalog live, NamesBefore names, List<Reference> references, List<KeyChange> known) {

    /** @param key a foreign key that is dropped */
    Optional<String> warning(Constraint key) throws SQLException {
        List<Reference> sharing = references.stream()
                .filter(reference -> reference.table().equals(key.table())
                        && !Collections.disjoint(reference.columns(), key.columns())
                        && !hasOtherKey(reference, key))
                .distinct()
                .toList();
        boolean isLikeOne = sharing.stream().anyMatch(reference -> isLike(reference, key));
        List<Reference> others = sharing.stream()
                .filter(reference -> !isLike(reference, key)
                        && (!isLikeOne || reference.columns().equals(key.columns())))
                .toList();
        if (sharing.size() < 2 || others.isEmpty() || isKnown(key) || !rows.mayHave(key, live, names)) {
            return Optional.empty();
        }
        String words = others.stream()
                .map(reference -> KeyChange.target(reference.table(), reference.columns()) + " will refer to "
                        + KeyChange.target(reference.referenced(), reference.referencedColumns()))
                .collect(Collectors.joining(", and "));
        return Optional.of(Printable.line("%s: it is dropped, and its values stay as they are, but %s"
                .formatted(OperationText.what(key), words)));
    }

    private boolean isKnown(Constraint key) {
        return known.stream()
                .anyMatch(change -> change.before().equals(key)
                        && (change.isToOtherTable() || !change.gained().isEmpty()));
    }

    private static boolean isLike(Reference reference, Constraint key) {
        return reference.table().equals(key.table())
                && reference.referenced().equals(key.referenced())
                && KeyChange.pairs(reference.columns(), reference.referencedColumns())
                        .equals(KeyChange.pairs(key.columns(), key.referencedColumns()));
    }

    /** Whether another foreign key says what the association refers to. */
    private boolean hasOtherKey(Reference reference, Constraint dropped) {
        return live.table(names.of(reference.table())).stream()
                .flatMap(table -> table.constraints().stream())
                .anyMatch(key -> key.type() == Constraint.Type.FOREIGN_KEY
                        && !key.name().equals(dropped.name())
                        && isLike(reference, key));
    }
}
