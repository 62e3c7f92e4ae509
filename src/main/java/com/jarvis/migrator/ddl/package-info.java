/** An operation as PostgreSQL's statements. Pure: no connection, no Liquibase. */
package com.jarvis.migrator.ddl;
