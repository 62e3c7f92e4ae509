/**
 * SQL as text: PostgreSQL's lexical rules (manual, 4.1), quoting, and queries that more than one package asks. Nothing here
 * knows a catalog or a connection.
 */
package com.jarvis.migrator.sql;
