package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.execution.loss.RowReader.Refused;
import com.jarvis.migrator.execution.loss.RowStatistics.Rows;
import java.sql.SQLException;

/** Which rows and values of a table that still exists are lost: more than DELETE removed, or all of them. */
record RowLoss(RowReader reader, DataSnapshot after, RowStatistics statistics) {

    /**
     * The rows of a table that was emptied, or whose rows were replaced by fewer ones. Rows that moved to another partition are
     * not lost.
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
        boolean isReplaced = rows.deleted() >= before && left < before;
        return isReplaced ? before - left - moved(table) : 0;
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
     * false alarm is possible if the same statements insert and update.
     *
     * @param rowsBefore how many rows there were
     * @param valuesBefore how many of them had a value
     */
    long ofColumn(Relation table, int attribute, long rowsBefore, long valuesBefore) throws SQLException, Refused {
        long rows = reader.rows(table, "true");
        long values = reader.rows(table, table.attributes().get(attribute).sql() + " is not null");
        Rows counted = statistics.of(table.oid());
        boolean isKnown = statistics.know(table.oid());
        long deleted = isKnown ? counted.deleted() : Math.max(0, rowsBefore - rows);
        long inserted = isKnown ? counted.inserted() : Math.max(0, rows - rowsBefore);
        long nulls = rows - values - (rowsBefore - valuesBefore);
        long byUpdates = counted.updated() > 0 ? Math.min(nulls, counted.updated()) : nulls - inserted;
        return Math.max(valuesBefore - values - deleted, byUpdates);
    }
}
