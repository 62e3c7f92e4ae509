package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.plan.rows.KeyTranslation.Pair;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Defaults of columns of a foreign key that refers to other columns than before. The mapping says what a default is, so the
 * migration cannot translate it as it does the values: one that stays the same means another row, or none.
 */
record KeyDefaults(RowCounts rows, Catalog live, Catalog desired, NamesBefore names) {

    /** A warning for each column whose default stays and would have to be another value. */
    List<String> staying(KeyChange change) throws SQLException {
        List<String> warnings = new ArrayList<>();
        for (Pair pair : change.gained()) {
            Column now = names.in(live, change.table(), pair.column());
            Column after = desired.table(change.table())
                    .flatMap(table -> table.column(pair.column()))
                    .orElse(null);
            if (now != null
                    && now.defaultValue() != null
                    && after != null
                    && after.defaultValue() != null
                    && meansOther(change, pair, now, after)) {
                warnings.add(Printable.line(
                        "column %s: its default %s refers to a row by %s today, and the same row has another value in %s; new rows would refer to another row or to none, so change the default in the mapping"
                                .formatted(
                                        after.label(),
                                        now.defaultValue(),
                                        KeyChange.target(
                                                change.before().referenced(),
                                                change.before().referencedColumns()),
                                        KeyChange.target(change.after().referenced(), List.of(pair.referenced())))));
            }
        }
        return warnings;
    }

    /** Whether the value is the same as before, and the row that it refers to has another one in the new column. */
    private boolean meansOther(KeyChange change, Pair pair, Column now, Column after) throws SQLException {
        List<String> finding = new ArrayList<>();
        for (Pair old : change.from()) {
            Column column = names.in(live, change.table(), old.column());
            Column key = names.in(live, change.before().referenced(), old.referenced());
            if (column == null || column.defaultValue() == null || key == null) {
                return false;
            }
            finding.add(quote(key.name()) + " = (" + column.defaultValue() + ")::" + column.type());
        }
        Column target = names.in(live, change.after().referenced(), pair.referenced());
        if (target == null) {
            return false;
        }
        Name referenced = names.of(change.before().referenced());
        String found = "from %s where %s and %s::text is distinct from (%s)::text and (%s)::text = (%s)::text"
                .formatted(
                        referenced.sql(),
                        finding.stream().collect(Collectors.joining(" and ")),
                        quote(target.name()),
                        after.defaultValue(),
                        now.defaultValue(),
                        after.defaultValue());
        return rows.onlyReads("select " + found) && rows.inTheWay("select count(*) " + found) > 0;
    }
}
