/**
 * Uses PostgreSQL itself to answer questions about schemas: in scratch schemas, within a transaction that is rolled back, it
 * creates the model, normalises expressions, copies the live schema, and tests migrations.
 */
package com.jarvis.migrator.scratch;
