package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.sql.SqlTokens;

/**
 * A statement that Liquibase generates from a migration.
 *
 * @param sql the text; names in the default schema are unqualified
 * @param isProvable false if it uses objects that scratch schemas do not contain
 */
record Statement(String sql, boolean isProvable) {

    /**
     * The text without CONCURRENTLY, which a transaction does not allow. Use it only to find out which catalog the statement
     * leads to.
     */
    String inTransaction() {
        return SqlTokens.of(sql).withoutConcurrently();
    }
}
