package com.jarvis.migrator.lint.rules;

/** Words that several rules end with: the migration to write instead. */
final class Snippet {

    private Snippet() {}

    /** A changeset's body that runs one statement outside a transaction. */
    static String outsideTransaction(String sql, String rollback) {
        return """
                In a migration of its own:
                  runInTransaction: false
                  changes:
                  - sql:
                      sql: %s
                  rollback:
                  - sql:
                      sql: %s
                """.formatted(sql, rollback);
    }

    /** Two steps, each in a migration of its own. */
    static String twoSteps(String first, String second) {
        return """
                In this migration:
                  %s;
                In the next one:
                  %s;
                """.formatted(first, second);
    }

    /** An index definition that is built without keeping writers out. */
    static String concurrently(String indexDefinition) {
        return indexDefinition.replaceFirst("INDEX", "INDEX CONCURRENTLY");
    }

    /** The steps of a change that old and new code survive side by side. */
    static String expandAndContract(String table, String column, String newColumn) {
        return """
                Expand and contract, each in a migration of its own:
                  1. alter table %1$s add column %3$s …;
                  2. deploy code that writes both %2$s and %3$s; copy the old rows in batches;
                  3. deploy code that reads %3$s only;
                  4. alter table %1$s drop column %2$s;
                """.formatted(table, column, newColumn);
    }

    /** «1 row» or «2 rows». */
    static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }
}
