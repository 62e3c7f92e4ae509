package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.execution.loss.RowReader.Refused;
import com.jarvis.migrator.execution.loss.RowStatistics.Rows;
import java.sql.SQLException;

/** Which rows and values of a table that still exists are lost: more than DELETE removed, or all of them. */
record RowLoss(RowReader reader, DataSnapshot after, RowStatistics statistics) {

    /** This transaction or one of its savepoints wrote the row: its age in transactions is not positive (manual, 9.27.11). */
    private static final String WRITTEN = "(age(xmin) <= 0)";

    /**
     * The rows of a table that was emptied, or whose rows were all replaced. Rows that moved to another partition are not lost.
     *
     * @param before how many rows there were
     */
    long ofTable(Relation table, long before) throws SQLException, Refused {
        long left = reader.rows(table, "true");
        if (left == 0) {
            return before - moved(table);
        }
        if (!statistics.know(table.oid())) {
            return 0;
        }
        Rows rows = statistics.of(table.oid());
        long truncated = before + rows.inserted() - rows.deleted() - left;
        if (truncated > 0) {
            return Math.min(truncated, before);
        }
        boolean isReplaced =
                rows.deleted() >= before && rows.inserted() > 0 && reader.rows(table, "not " + WRITTEN) == 0;
        return isReplaced ? before - moved(table) : 0;
    }

    private long moved(Relation partition) {
        long moved = 0;
        for (Relation other : after.relations().values()) {
            if (partition.isPartition()
                    && other.oid() != partition.oid()
                    && after.root(other).equals(after.root(partition))) {
                Rows rows = statistics.of(other.oid());
                moved += rows.inserted() - rows.deleted();
            }
        }
        return Math.max(0, moved);
    }

    /**
     * The values of a column that became null. Whether a null came with a new row or by an update cannot be told apart, so a
     * false alarm is possible if the same statements insert and update. If they delete and update, the deleted rows may have
     * had nulls, so only a limit is known.
     *
     * @param what the label of the column
     * @param rowsBefore how many rows there were
     * @param valuesBefore how many of them had a value
     */
    Loss ofColumn(String what, Relation table, int attribute, long rowsBefore, long valuesBefore)
            throws SQLException, Refused {
        String column = table.attributes().get(attribute).sql();
        long rows = reader.rows(table, "true");
        long values = reader.rows(table, column + " is not null");
        Rows counted = statistics.of(table.oid());
        boolean isKnown = statistics.know(table.oid());
        long deleted = isKnown ? counted.deleted() : Math.max(0, rowsBefore - rows);
        long inserted = isKnown ? counted.inserted() : Math.max(0, rows - rowsBefore);
        long nullsBefore = rowsBefore - valuesBefore;
        long nulls = rows - values - nullsBefore;
        long byUpdates = counted.updated() > 0 ? Math.min(nulls, counted.updated()) : nulls - inserted;
        long certain = Math.max(valuesBefore - values - deleted, byUpdates);
        if (deleted == 0 || isKnown && counted.updated() == 0) {
            return new Loss(what, Math.max(0, certain), null);
        }
        long written = reader.rows(table, column + " is null and " + WRITTEN);
        long possible = Math.min(written, rows - values - Math.max(0, nullsBefore - deleted));
        possible = isKnown ? Math.min(possible, counted.updated()) : possible;
        return possible <= Math.max(0, certain)
                ? new Loss(what, Math.max(0, certain), null)
                : new Loss(what, possible, "up to " + possible + (possible == 1 ? " value" : " values"));
    }
}
