package com.jarvis.migrator.advice;

import static com.jarvis.migrator.sql.Identifiers.quote;
import static com.jarvis.migrator.sql.Identifiers.unquote;
import static com.jarvis.migrator.sql.Identifiers.withSuffix;

/**
 * Expand and contract: the steps that replace a column while code that uses the old one and code that uses the new one are
 * running. Tables, columns and values are given as SQL writes them.
 */
public final class ExpandAndContract {

    private ExpandAndContract() {}

    /**
     * Steps that change the type of a column.
     *
     * @param value the column's value converted to the new type
     * @return numbered lines, each indented by two spaces and ending with a line break
     */
    public static String ofType(String table, String column, String value) {
        return steps(table, column, quote(withSuffix(unquote(column), "_new")), " of the new type", value, "");
    }

    /**
     * Steps that give a column a new version of its type, under another name.
     *
     * @param newColumn the column that replaces it
     * @param newType its type
     * @param first a statement that removes the values that the new type cannot hold; null if there are none
     * @param value the column's value converted to the new type
     * @return numbered lines, each indented by two spaces and ending with a line break
     */
    public static String ofNewType(
            String table, String column, String newColumn, String newType, String first, String value) {
        String line = first == null ? "" : first + "\n       ";
        return steps(table, column, newColumn, " of type " + newType, value, line);
    }

    /**
     * Steps that rename a column.
     *
     * @return numbered lines, each indented by two spaces and ending with a line break
     */
    public static String ofRename(String table, String column, String newColumn) {
        return steps(table, column, newColumn, "", column, "");
    }

    private static String steps(
            String table, String column, String newColumn, String ofType, String value, String first) {
        return """
                  1. Beside the attribute of %4$s, add one with @Column(name = "%5$s")%6$s:
                       mvn compile liquibase:diff -Donline
                  2. Release code that writes both %4$s and %5$s.
                  3. Fill in the existing rows, in batches, until none is updated:
                       %8$supdate %1$s set %3$s = %7$s where ctid = any (array(select ctid from %1$s where %3$s is null \
                and %2$s is not null limit 1000))
                  4. Release code that reads %5$s only.
                  5. Remove the attribute of %4$s:
                       mvn compile liquibase:diff -Donline -Dallow=drop
                """.formatted(table, column, newColumn, unquote(column), unquote(newColumn), ofType, value, first);
    }
}
