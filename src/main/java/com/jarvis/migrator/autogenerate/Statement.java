package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.sql.SqlTokens;

/**
 * A statement that Liquibase makes of a migration.
 *
 * @param sql its text, names of the default schema unqualified
 * @param isProvable false where it refers to what a scratch schema has no copy of
 */
record Statement(String sql, boolean isProvable) {

    /**
     * The text for a transaction, in which no index can be created or dropped concurrently: only to see what catalog it
     * leads to.
     */
    String inTransaction() {
        return SqlTokens.of(sql).withoutConcurrently();
    }
}
