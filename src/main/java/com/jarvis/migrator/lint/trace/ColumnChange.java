package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.lint.snapshot.Snapshot.Column;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A column before and after a statement.
 *
 * @param table the table as it is after the statement
 * @param before null for an added column
 * @param after null for a dropped column
 */
public record ColumnChange(Table table, Column before, Column after) {

    /** The columns that differ between a table and the same table later. */
    static Stream<ColumnChange> between(Table before, Table after) {
        Stream<ColumnChange> gone = before.columns().values().stream()
                .filter(c -> after.column(c.number()).isEmpty())
                .map(c -> new ColumnChange(after, c, null));
        Stream<ColumnChange> here = after.columns().values().stream()
                .map(c -> new ColumnChange(after, before.columns().get(c.number()), c))
                .filter(c -> !Objects.equals(c.before(), c.after()));
        return Stream.concat(gone, here);
    }
}
