package com.jarvis.migrator.lint.trace;

/**
 * What a statement did with the rows of a table, from {@code pg_stat_xact_all_tables}.
 *
 * @param scans how often it read the whole table
 * @param writes how many rows it inserted, updated or deleted
 */
public record Activity(long scans, long writes) {

    static final Activity NONE = new Activity(0, 0);

    Activity minus(Activity earlier) {
        return new Activity(scans - earlier.scans, writes - earlier.writes);
    }
}
