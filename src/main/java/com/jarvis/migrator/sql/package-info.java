/**
 * SQL as text: PostgreSQL's lexical rules (manual, 4.1), quoting, and queries that more than one package uses. Nothing here
 * uses a catalog or a connection.
 */
package com.jarvis.migrator.sql;
