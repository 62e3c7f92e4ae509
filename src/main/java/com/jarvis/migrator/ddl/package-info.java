/** Renders operations as PostgreSQL statements. Uses neither a connection nor Liquibase. */
package com.jarvis.migrator.ddl;
