/**
 * Answers that nothing is pending from an index of the changelog, before Liquibase is loaded. Whatever is not sure to be as it was
 * when the index was written is left to Liquibase.
 */
package com.jarvis.migrator.liquibase.head;
