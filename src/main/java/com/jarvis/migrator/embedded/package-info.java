/**
 * The embedded PostgreSQL behind the default URL: unpacked, started, joined and stopped. It knows nothing of Liquibase's goals.
 */
package com.jarvis.migrator.embedded;
