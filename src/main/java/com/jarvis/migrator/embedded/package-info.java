/**
 * The embedded PostgreSQL behind the default URL, and the throw-away one that untested migrations run on: unpacks, starts, joins and
 * stops them. It does not know Liquibase's goals.
 */
package com.jarvis.migrator.embedded;
