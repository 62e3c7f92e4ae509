/**
 * The effect of a migration on the rows of the live database: the data that it would lose, the rows that would make it
 * fail, and the values that the author must fill in. Nothing here writes to live tables.
 */
package com.jarvis.migrator.plan.rows;
