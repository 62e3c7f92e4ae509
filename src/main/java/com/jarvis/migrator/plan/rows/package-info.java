/**
 * What a migration means for the rows of the live database: what it would lose, which rows are in its way, which values
 * the author has to fill in. It reads the live tables and never writes to them.
 */
package com.jarvis.migrator.plan.rows;
