package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the author has to know about a foreign key whose values the migration does not or not all translate.
 *
 * @param original the operations of the comparison
 * @param columns that they add and drop
 */
record KeyChangeText(
        RowCounts rows,
        TranslationCheck check,
        Catalog live,
        Catalog desired,
        List<Operation> original,
        ColumnChanges columns) {

    /** @param found some */
    String loss(KeyChange change, KeyTranslation update, KeyLosses found) {
        return Printable.line(OperationText.what(change.after()) + ": " + lost(change, update, found));
    }

    /** @param gone the columns that the values refer to today, which the migration drops */
    List<String> withoutTarget(KeyTranslation undo, KeyTranslation update, List<Column> gone) throws SQLException {
        long count = rows.count(check.today(update).count());
        return count == 0
                ? List.of()
                : undo.set().stream()
                        .map(pair -> Printable.line(
                                "column %s.%s: %d %s to the dropped %s, which a rollback fills with placeholders"
                                        .formatted(
                                                undo.table(),
                                                pair.column(),
                                                count,
                                                count == 1 ? "value refers" : "values refer",
                                                gone.stream()
                                                        .map(OperationText::what)
                                                        .collect(Collectors.joining(", ")))))
                        .toList();
    }

    /** @param lost the rows that the translation would not keep as they are; empty if there are none, or that is not known */
    String warning(KeyChange change, KeyTranslation update, String lost) throws SQLException {
        return Printable.line("%s: it %s, and %s not translated%s"
                .formatted(
                        OperationText.what(change.after()),
                        change.words(),
                        count(update),
                        lost.isEmpty() ? "" : "; " + lost));
    }

    /** Where the author translates the values. */
    AuthorNote note(KeyChange change, KeyTranslation update, String lost) {
        return new AuthorNote(
                """
                %s %s. The existing values refer to the old columns.%s Set the new ones here, for instance:
                - sql:
                    sql: %s""".formatted(
                                OperationText.what(change.after()),
                                change.words(),
                                lost.isEmpty() ? "" : "\n" + lost + ".",
                                update.update()),
                update.set().stream().anyMatch(pair -> columns.created(update.table(), pair.column())
                        .isEmpty()),
                change.after());
    }

    /** The rows that the translation would not keep as they are; empty if there are none. */
    String lost(KeyChange change, KeyTranslation update, KeyLosses found) {
        List<String> text = new ArrayList<>();
        if (found.differing() > 0) {
            text.add(differing(found.differing(), change));
        }
        if (found.without() > 0) {
            text.add(without(found.without(), update));
        }
        if (found.dangling() > 0) {
            text.add("%d %s to no row of %s"
                    .formatted(
                            found.dangling(),
                            found.dangling() == 1 ? "row refers" : "rows refer",
                            update.referenced()));
        }
        return String.join("; ", text);
    }

    private String differing(long count, KeyChange change) {
        List<Pair> pairs = check.joining(change);
        return "%d %s another value in %s than in %s"
                .formatted(
                        count,
                        count == 1 ? "row has" : "rows have",
                        pairs.stream()
                                .map(pair -> change.table() + "." + pair.column())
                                .collect(Collectors.joining(", ")),
                        pairs.stream()
                                .map(pair -> change.before().referenced() + "." + pair.referenced())
                                .collect(Collectors.joining(", ")));
    }

    private String without(long count, KeyTranslation update) {
        List<String> referenced =
                check.known(update).stream().map(Pair::referenced).toList();
        return "%d %s to a row of %s without %s; to keep that, set %s first"
                .formatted(
                        count,
                        count == 1 ? "row refers" : "rows refer",
                        update.referenced(),
                        String.join(", ", referenced),
                        referenced.stream()
                                .map(column -> update.referenced() + "." + column)
                                .collect(Collectors.joining(", ")));
    }

    private String count(KeyTranslation update) throws SQLException {
        try {
            long count = rows.count(check.today(update).count());
            return count == 1 ? "the value of 1 row is" : "the values of %d rows are".formatted(count);
        } catch (RowsHidden e) {
            return "the values of rows are";
        }
    }

    /** Tables of a hierarchy share their keys. */
    Optional<String> ofOtherTable(KeyChange change) {
        Constraint before = change.before();
        Constraint after = change.after();
        boolean shared = Stream.of(live, desired)
                .flatMap(catalog -> catalog.tables().stream())
                .flatMap(table -> table.constraints().stream())
                .anyMatch(key -> refers(key, before, after) || refers(key, after, before));
        boolean isReplaced = original.stream()
                .anyMatch(operation -> operation instanceof Drop drop
                        && drop.object() instanceof Table table
                        && table.name().equals(before.referenced()));
        return shared || isReplaced
                ? Optional.empty()
                : Optional.of(Printable.line("%s: it %s, and the existing values stay as they are"
                        .formatted(OperationText.what(after), change.words())));
    }

    private static boolean refers(Constraint key, Constraint from, Constraint to) {
        return key.type() == Constraint.Type.FOREIGN_KEY
                && key.table().equals(from.referenced())
                && key.columns().equals(from.referencedColumns())
                && key.referenced().equals(to.referenced());
    }
}
