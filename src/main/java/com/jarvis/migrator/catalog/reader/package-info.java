/**
 * Reads the records of {@code catalog} from the system catalogs, with a handful of queries whatever the size of a schema.
 * It reads only; what is created in scratch schemas is created by {@code scratch}.
 */
package com.jarvis.migrator.catalog.reader;
