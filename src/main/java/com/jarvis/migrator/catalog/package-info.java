/**
 * What a PostgreSQL schema is: its objects as records, in the words in which PostgreSQL prints them. Two catalogs that
 * PostgreSQL printed can be compared as text. No connection is used here; {@code catalog.reader} has the queries.
 */
package com.jarvis.migrator.catalog;
