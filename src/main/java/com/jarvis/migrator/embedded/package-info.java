/**
 * The embedded PostgreSQL behind the default URL: unpacks, starts, joins and stops it. It does not know Liquibase's goals.
 */
package com.jarvis.migrator.embedded;
