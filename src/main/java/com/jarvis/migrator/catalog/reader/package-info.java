/**
 * Reads the records of {@code catalog} from the system catalogs. The number of queries does not depend on the size of a schema.
 * Nothing is created here; {@code scratch} creates scratch schemas.
 */
package com.jarvis.migrator.catalog.reader;
