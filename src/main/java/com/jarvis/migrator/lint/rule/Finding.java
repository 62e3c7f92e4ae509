package com.jarvis.migrator.lint.rule;

/**
 * One thing to know about a migration before it runs.
 *
 * @param rule the stable id of the rule, by which it is silenced
 * @param revision the migration's revision
 * @param file the migration's file, as the changelog names it
 * @param line the line in that file, from 1; 0 if unknown
 * @param statement the number of the statement in the migration, from 1; 0 if it is about the whole of it
 * @param table the table's name as SQL writes it, or null
 * @param column the column's name as SQL writes it, or null
 * @param message what happens and why that matters
 * @param instead the migration to write instead, or what to do first; may have several lines
 */
public record Finding(
        String rule,
        Severity severity,
        String revision,
        String file,
        int line,
        int statement,
        String table,
        String column,
        String message,
        String instead) {}
