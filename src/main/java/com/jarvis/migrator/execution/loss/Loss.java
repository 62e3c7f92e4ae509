package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.Printable;

/**
 * Data that statements destroyed, under the name that it had before them.
 *
 * @param what {@code table notes}, {@code column messages.metadata}, {@code attribute address.zip}
 * @param count rows of a table, values other than null of a column
 * @param instead what to say in place of the count, for instance why it cannot be counted; null if it is counted
 */
public record Loss(String what, long count, String instead) {

    /** {@code table notes: 1204 rows}, {@code column messages.metadata: 1 value}. */
    public String text() {
        if (instead != null) {
            return Printable.line(what + ": " + instead);
        }
        if (what.equals("large objects")) {
            return what + ": " + count;
        }
        String unit = what.startsWith("column ") || what.startsWith("attribute ") ? "value" : "row";
        return Printable.line("%s: %d %s%s".formatted(what, count, unit, count == 1 ? "" : "s"));
    }
}
