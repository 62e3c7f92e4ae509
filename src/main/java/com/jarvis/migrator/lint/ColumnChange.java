package com.jarvis.migrator.lint;

import com.jarvis.migrator.lint.Snapshot.Column;
import com.jarvis.migrator.lint.Snapshot.Table;

/**
 * A column before and after a statement.
 *
 * @param table the table as it is after the statement
 * @param before null for a column that is new
 * @param after null for a column that is gone
 */
public record ColumnChange(Table table, Column before, Column after) {}
