/**
 * What a PostgreSQL schema is: its objects as plain records, in the words in which PostgreSQL itself prints them, and
 * the reader that gets them from the system catalogs. Two catalogs that PostgreSQL printed can be compared as text.
 */
package com.jarvis.migrator.catalog;
