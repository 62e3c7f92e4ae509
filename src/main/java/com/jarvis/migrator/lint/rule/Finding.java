package com.jarvis.migrator.lint.rule;

/**
 * What a rule found in a migration.
 *
 * @param rule the stable id of the rule, by which it is suppressed
 * @param revision the migration's revision
 * @param file the migration's file, as the changelog names it
 * @param line the line in that file, from 1; 0 if unknown
 * @param statement the number of the statement in the migration, from 1; 0 if the finding is about the whole migration
 * @param table the table's name as SQL writes it, or null
 * @param column the column's name as SQL writes it, or null
 * @param message what happens, and why it matters
 * @param instead what to write or do instead; may have several lines
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
        String instead) {

    /** The same finding with other advice. */
    public Finding withInstead(String advice) {
        return new Finding(rule, severity, revision, file, line, statement, table, column, message, advice);
    }

    /** The same finding with another severity, and a line that says why. */
    public Finding as(Severity other, String why) {
        return new Finding(rule, other, revision, file, line, statement, table, column, message + "\n" + why, instead);
    }
}
