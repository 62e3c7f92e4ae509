/**
 * A migration while it runs, seen from PostgreSQL: retries, progress, who blocks whom, what failed. No changelog is read here.
 */
package com.jarvis.migrator.execution;
