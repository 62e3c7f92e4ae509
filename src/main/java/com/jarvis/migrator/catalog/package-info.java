/**
 * The objects of a PostgreSQL schema as records, with their SQL as PostgreSQL prints it: two catalogs that PostgreSQL printed
 * can be compared as text. No connection is used here; {@code catalog.reader} has the queries.
 */
package com.jarvis.migrator.catalog;
