/**
 * PostgreSQL's lexical rules (manual, 4.1): tokens, identifiers and constants. Knows nothing of catalogs, and asks no server.
 */
package com.jarvis.migrator.sql;
