/**
 * Where PostgreSQL is asked: scratch schemas in a transaction that is rolled back, in which the model is created, expressions
 * are normalised, the live schema is copied and a migration is proven.
 */
package com.jarvis.migrator.scratch;
